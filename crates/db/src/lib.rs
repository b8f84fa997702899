//! The two database engines behind one enum: pool, transaction, bulk.
