//! The law as data: reads the rule files, answers what the law says on a day, with its citation.
