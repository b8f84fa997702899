//! 個人番号 (My Number): the only crate that can name one.
