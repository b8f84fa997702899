//! Rows made ready for one table.

/// The portable types.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ColumnKind {
    /// BIGINT.
    Int,
    /// TEXT.
    Text,
    /// BYTEA.
    Bytes,
}

/// A column of a bulk.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// Its type.
    pub kind: ColumnKind,
}

impl Column {
    /// A BIGINT column.
    #[must_use]
    pub const fn int(name: &'static str) -> Self {
        Self { name, kind: ColumnKind::Int }
    }
    /// A TEXT column.
    #[must_use]
    pub const fn text(name: &'static str) -> Self {
        Self { name, kind: ColumnKind::Text }
    }
    /// A BYTEA column.
    #[must_use]
    pub const fn bytes(name: &'static str) -> Self {
        Self { name, kind: ColumnKind::Bytes }
    }
}

/// Rows for one table, packed as the server's binary COPY wants them: they are made on one core while another writes.
#[derive(Debug)]
pub struct BulkRows {
    pub(super) table: &'static str,
    pub(super) columns: &'static [Column],
    pub(super) packed: Vec<u8>,
    pub(super) rows: usize,
}

impl BulkRows {
    /// No rows yet.
    #[must_use]
    pub const fn new(table: &'static str, columns: &'static [Column]) -> Self {
        Self { table, columns, packed: Vec::new(), rows: 0 }
    }

    /// How many rows there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.rows
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.rows == 0
    }

    /// Bytes they take.
    #[must_use]
    pub const fn packed_bytes(&self) -> usize {
        self.packed.len()
    }

    /// Begins a row; its fields follow in the order of the columns.
    pub fn row(&mut self) -> &mut Self {
        self.rows += 1;
        let count = u16::try_from(self.columns.len()).unwrap_or(u16::MAX);
        self.packed.extend_from_slice(&count.to_be_bytes());
        self
    }

    /// A BIGINT.
    pub fn int(&mut self, value: i64) -> &mut Self {
        self.packed.extend_from_slice(&8u32.to_be_bytes());
        self.packed.extend_from_slice(&value.to_be_bytes());
        self
    }

    /// A TEXT.
    pub fn text(&mut self, value: &str) -> &mut Self {
        self.bytes(value.as_bytes())
    }

    /// A BYTEA.
    pub fn bytes(&mut self, value: &[u8]) -> &mut Self {
        let length = u32::try_from(value.len()).unwrap_or(u32::MAX);
        self.packed.extend_from_slice(&length.to_be_bytes());
        self.packed.extend_from_slice(value);
        self
    }

    /// A NULL.
    pub fn null(&mut self) -> &mut Self {
        self.packed.extend_from_slice(&u32::MAX.to_be_bytes());
        self
    }
}
