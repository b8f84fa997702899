//! The edge: routes, forms, pages, API. It reaches the register only through the use cases of `app`.
//!
//! A handler parses what came in, asks one use case, and shows a page (or JSON). Pages are written on the server and need no
//! script; their look is the Digital Agency's design system (`assets-src/`, built into `static/desk.css`).

mod address;
mod api;
mod asked;
mod assets;
mod attempts;
mod bars;
mod config;
mod connections;
mod cookie;
mod desk;
mod edge;
mod form_key;
mod forms;
#[cfg(feature = "gallery")]
pub mod gallery;
mod guard;
mod health;
mod html;
mod lang;
mod metrics;
mod pages;
mod paper;
mod permission;
mod plot;
mod portal;
mod proof;
mod push;
mod quota;
mod routes;
mod sent;
pub mod story;
mod visit;

pub use config::{Config, InquiryLimits, Provider};
pub use edge::{Listeners, router, serve};
pub use proof::read_picture;
pub use routes::who_may;

/// The word by which the program that reads pictures is called ([`Config::picture_reader`]).
pub const READ_PICTURE: &str = "read-picture";
