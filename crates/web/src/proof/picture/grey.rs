//! A picture in grey, made smaller row by row.

/// A picture in grey.
pub(super) struct Grey {
    pub(super) width: usize,
    pub(super) height: usize,
    points: Vec<u8>,
}

impl Grey {
    /// The grey of a point; white beside the picture.
    pub(super) fn at(&self, x: usize, y: usize) -> u8 {
        self.points.get(y * self.width + x).copied().unwrap_or(u8::MAX)
    }

    pub(super) fn is_larger_than(&self, side: usize) -> bool {
        self.width.max(self.height) > side
    }

    /// The same, no longer than so many points a side.
    pub(super) fn within(&self, side: usize) -> Self {
        let mut small = Shrinking::new((self.width, self.height), side);
        self.points.chunks_exact(self.width.max(1)).for_each(|row| small.add(row));
        small.finish()
    }
}

/// A picture that becomes smaller while its rows come: each point is the mean of a square.
pub(super) struct Shrinking {
    factor: usize,
    width: usize,
    /// The sums of the squares of a row of them, and how many rows are in.
    sums: Vec<u32>,
    rows: usize,
    points: Vec<u8>,
}

impl Shrinking {
    /// For a picture of so many points, to be no longer than `side`.
    pub(super) fn new((width, height): (usize, usize), side: usize) -> Self {
        let factor = width.max(height).div_ceil(side).max(1);
        let width = width / factor;
        Self {
            factor,
            width,
            sums: vec![0; width],
            rows: 0,
            points: Vec::with_capacity(width * (height / factor)),
        }
    }

    /// The next row.
    pub(super) fn add(&mut self, row: &[u8]) {
        if self.factor == 1 {
            self.points.extend_from_slice(row.get(..self.width).unwrap_or_default());
            return;
        }
        for (sum, square) in self.sums.iter_mut().zip(row.chunks_exact(self.factor)) {
            *sum += square.iter().map(|point| u32::from(*point)).sum::<u32>();
        }
        self.rows += 1;
        if self.rows == self.factor {
            let count = u32::try_from(self.factor * self.factor).unwrap_or(u32::MAX);
            self.points.extend(self.sums.iter().map(|sum| u8::try_from(sum / count).unwrap_or(u8::MAX)));
            self.sums.fill(0);
            self.rows = 0;
        }
    }

    /// What came of it: as many rows as are whole.
    pub(super) fn finish(self) -> Grey {
        let height = self.points.len() / self.width.max(1);
        Grey { width: self.width, height, points: self.points }
    }
}
