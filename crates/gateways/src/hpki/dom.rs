//! Finding one's way in a document's tree, and nothing else in it than is expected.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bergshamra::c14n::{C14nMode, canonicalize_doc};
use bergshamra::xml::NodeSet;
use bergshamra::xml::uppsala::{Document as Dom, NodeId, NodeKind};

use crate::pki::Failure;

pub(super) const DSIG: &str = "http://www.w3.org/2000/09/xmldsig#";
pub(super) const XADES: &str = "http://uri.etsi.org/01903/v1.3.2#";

/// Whether a node is an element of a name.
pub(super) fn is_named(dom: &Dom<'_>, node: NodeId, (namespace, name): (&str, &str)) -> bool {
    dom.element(node).is_some_and(|element| element.matches_name_ns(namespace, name))
}

/// The one child of a name.
pub(super) fn child(
    dom: &Dom<'_>,
    node: NodeId,
    (namespace, name): (&'static str, &'static str),
) -> Result<NodeId, Failure> {
    match dom.child_elements_by_name_ns(node, namespace, name).as_slice() {
        [one] => Ok(*one),
        _ => Err(Failure::SignedProperties(name)),
    }
}

/// The children that are elements; there must be no text between them but white space.
pub(super) fn element_children(dom: &Dom<'_>, node: NodeId) -> Result<Vec<NodeId>, Failure> {
    let mut elements = Vec::new();
    for child in dom.children_iter(node) {
        match dom.node_kind(child) {
            Some(NodeKind::Element(_)) => elements.push(child),
            Some(NodeKind::Text(text)) if text.trim().is_empty() => {}
            _ => return Err(Failure::Stray("text or a comment between elements")),
        }
    }
    Ok(elements)
}

/// The algorithm that an element names must be one of these.
pub(super) fn algorithm(dom: &Dom<'_>, node: NodeId, allowed: &[&str]) -> Result<(), Failure> {
    let uri = dom.get_attribute(node, "Algorithm").unwrap_or_default();
    if allowed.contains(&uri) { Ok(()) } else { Err(Failure::Algorithm(uri.to_owned())) }
}

/// The bytes in an element.
pub(super) fn base64_in(dom: &Dom<'_>, node: NodeId) -> Result<Vec<u8>, Failure> {
    let text: String = dom.text_content_deep(node).split_ascii_whitespace().collect();
    STANDARD.decode(text).map_err(|_| Failure::Malformed("base64"))
}

/// An element and all in it, in a canonical form.
pub(super) fn canonical(dom: &Dom<'_>, node: NodeId, form: C14nMode) -> Result<Vec<u8>, Failure> {
    let nodes = NodeSet::tree_without_comments(node, dom);
    canonicalize_doc(dom, form, Some(&nodes), &[""; 0]).map_err(|_| Failure::Malformed("XML signature"))
}
