//! The register in the database: its SQL and nothing else.
