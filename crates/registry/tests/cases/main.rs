//! Requirements and cases against the real rules: over the whole product of situations, and as the examples have it.

#[cfg(test)]
mod deciding;
#[cfg(test)]
mod exam;
#[cfg(test)]
mod examples;
#[cfg(test)]
mod machine;
#[cfg(test)]
mod product;
#[cfg(test)]
mod real;
#[cfg(test)]
mod shown;
