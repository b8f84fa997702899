//! The edge: routes, forms, pages, API.
