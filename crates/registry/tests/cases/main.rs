//! Requirements and cases against the real rules: over the whole product of situations, and as the examples have it.

#[cfg(test)]
mod examples;
#[cfg(test)]
mod product;
#[cfg(test)]
mod real;
#[cfg(test)]
mod shown;
