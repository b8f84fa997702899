//! XML signatures with XAdES properties. The cryptography and the canonical forms are bergshamra's; what a signature must cover, and what
//! the properties say, is read here. bergshamra verifies whatever a document's author chose to reference: so every reference, transform and
//! algorithm is looked at first, and afterwards which elements were covered.

use std::sync::Arc;

use bergshamra::c14n::C14nMode;
use bergshamra::dsig::verify::verify_all_document_with_source;
use bergshamra::keys::loader::load_x509_cert_der;
use bergshamra::xml::uppsala::{self, Document as Dom, NodeId};
use bergshamra::{DsigContext, KeysManager, VerifyResult};
use jiff::Timestamp;

use super::document::{Document, Kind, LONGEST_DOCUMENT};
use super::dom::{DSIG, XADES, algorithm, base64_in, canonical, child, element_children, is_named};
use super::unsigned::tokens;
use super::{Made, Token};
use crate::pki::{Certificate, DigestAlgorithm, Failure};

/// The two canonical forms that occur: exclusive, and the one that holds where no transform is listed.
pub(super) const FORMS: [&str; 2] =
    ["http://www.w3.org/2001/10/xml-exc-c14n#", "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"];
const DIGESTS: [(&str, DigestAlgorithm); 3] = [
    ("http://www.w3.org/2001/04/xmlenc#sha256", DigestAlgorithm::Sha256),
    ("http://www.w3.org/2001/04/xmldsig-more#sha384", DigestAlgorithm::Sha384),
    ("http://www.w3.org/2001/04/xmlenc#sha512", DigestAlgorithm::Sha512),
];
const SIGNATURES: [&str; 5] = [
    "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
    "http://www.w3.org/2001/04/xmldsig-more#rsa-sha384",
    "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512",
    "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256",
    "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha384",
];
/// Signatures in one document, and references in one signature.
const MOST_SIGNATURES: usize = 8;
const MOST_REFERENCES: usize = 8;

const WHAT: &str = "XML signature";

/// Reads a document and checks its signatures.
pub(super) fn read(xml: &[u8]) -> Result<(Document, Vec<Made>), Failure> {
    if xml.len() > LONGEST_DOCUMENT {
        return Err(Failure::TooLong);
    }
    let text = std::str::from_utf8(xml).map_err(|_| Failure::Malformed(WHAT))?;
    // No document type, so no entities: nothing in the text stands for more than it is.
    if text.contains("<!DOCTYPE") || text.contains("<!ENTITY") {
        return Err(Failure::Malformed(WHAT));
    }
    let dom = uppsala::parse(text).map_err(|_| Failure::Malformed(WHAT))?;
    let parts = Parts::of(&dom)?;
    let signatures =
        parts.signatures.iter().map(|node| Signature::read(&dom, *node)).collect::<Result<Vec<_>, _>>()?;
    for (index, signature) in signatures.iter().enumerate() {
        signature.verify(&dom, text, index, parts.content)?;
    }
    let document = Document {
        kind: parts.kind,
        fields: fields(&dom, parts.content)?,
        content_sha256: content_sha256(&dom, parts.content)?,
    };
    let content_sha256 = document.content_sha256;
    let made = signatures.into_iter().map(|Signature { certificate, claimed_time, stamps, .. }| Made {
        certificate,
        claimed_time,
        content_sha256,
        stamps,
    });
    Ok((document, made.collect()))
}

/// The parts of a document: the root holds one content and the signatures, nothing else.
struct Parts {
    kind: Kind,
    content: NodeId,
    signatures: Vec<NodeId>,
}

impl Parts {
    fn of(dom: &Dom<'_>) -> Result<Self, Failure> {
        let root = dom.document_element().ok_or(Failure::Malformed(WHAT))?;
        let is = |kind: &Kind| is_named(dom, root, kind.element());
        let kind = Kind::ALL.into_iter().find(is).ok_or(Failure::Malformed("document"))?;
        let (mut content, mut signatures) = (None, Vec::new());
        for child in element_children(dom, root)? {
            if is_named(dom, child, (DSIG, "Signature")) {
                signatures.push(child);
            } else if is_named(dom, child, (kind.element().0, "Content")) && content.is_none() {
                content = Some(child);
            } else {
                return Err(Failure::Stray("an element beside the content"));
            }
        }
        let anywhere = dom.get_elements_by_tag_name_ns(DSIG, "Signature").len();
        match signatures.len() {
            0 => Err(Failure::NoSigner),
            count if count > MOST_SIGNATURES || count != anywhere => Err(Failure::Malformed(WHAT)),
            _ => Ok(Self { kind, content: content.ok_or(Failure::NoContent)?, signatures }),
        }
    }
}

/// One signature, its references and algorithms looked at, nothing computed yet.
struct Signature {
    node: NodeId,
    properties: NodeId,
    certificate: Arc<Certificate>,
    claimed_time: Option<Timestamp>,
    stamps: Vec<Token>,
}

impl Signature {
    fn read(dom: &Dom<'_>, node: NodeId) -> Result<Self, Failure> {
        let info = child(dom, node, (DSIG, "SignedInfo"))?;
        algorithm(dom, child(dom, info, (DSIG, "CanonicalizationMethod"))?, &FORMS)?;
        algorithm(dom, child(dom, info, (DSIG, "SignatureMethod"))?, &SIGNATURES)?;
        let references = dom.child_elements_by_name_ns(info, DSIG, "Reference");
        if references.len() > MOST_REFERENCES {
            return Err(Failure::Malformed(WHAT));
        }
        references.iter().try_for_each(|reference| look_at_reference(dom, *reference))?;
        let key_info = child(dom, node, (DSIG, "KeyInfo"))?;
        let data = child(dom, key_info, (DSIG, "X509Data"))?;
        let first = dom.child_elements_by_name_ns(data, DSIG, "X509Certificate").into_iter().next();
        let certificate = Certificate::read(&base64_in(dom, first.ok_or(Failure::NoCertificate)?)?)?;
        let qualifying = qualifying_properties(dom, node)?;
        let properties = child(dom, qualifying, (XADES, "SignedProperties"))?;
        let claimed_time = properties_say(dom, properties, &certificate)?;
        let stamps = tokens(dom, node, qualifying)?;
        Ok(Self { node, properties, certificate: Arc::new(certificate), claimed_time, stamps })
    }

    /// Verifies it with its certificate's key and no other, and that it covers the content and its own properties.
    fn verify(&self, dom: &Dom<'_>, text: &str, index: usize, content: NodeId) -> Result<(), Failure> {
        let mut keys = KeysManager::new();
        keys.add_key(load_x509_cert_der(self.certificate.der()).map_err(|_| Failure::Key)?);
        // Positions are checked below; bergshamra's own rule knows no properties inside the signature.
        let context = DsigContext::new(keys).with_strict_verification(false);
        let results = verify_all_document_with_source(&context, dom, Some(text))
            .map_err(|_| Failure::Malformed(WHAT))?;
        let Some(VerifyResult::Valid { signature_node, references, .. }) = results.get(index) else {
            return Err(Failure::Signature);
        };
        let covers = |node: NodeId| {
            references
                .iter()
                .any(|reference| reference.digest_verified && reference.resolved_node == Some(node))
        };
        if *signature_node != self.node {
            return Err(Failure::Signature);
        }
        if !covers(content) {
            return Err(Failure::NotCovered("the content"));
        }
        if covers(self.properties) { Ok(()) } else { Err(Failure::NotCovered("the signed properties")) }
    }
}

/// A reference must be to an element of this document, digested in one of the forms, with nothing cut out or computed on the way.
fn look_at_reference(dom: &Dom<'_>, reference: NodeId) -> Result<(), Failure> {
    let uri = dom.get_attribute(reference, "URI").unwrap_or_default();
    let inside = uri.strip_prefix('#').is_some_and(|id| {
        !id.is_empty() && id.chars().all(|c| c.is_ascii_alphanumeric() || "_-.".contains(c))
    });
    if !inside {
        return Err(Failure::NotCovered("only elements of the document"));
    }
    let digests = DIGESTS.map(|(uri, _)| uri);
    algorithm(dom, child(dom, reference, (DSIG, "DigestMethod"))?, &digests)?;
    for transforms in dom.child_elements_by_name_ns(reference, DSIG, "Transforms") {
        for transform in element_children(dom, transforms)? {
            algorithm(dom, transform, &FORMS)?;
        }
    }
    Ok(())
}

fn qualifying_properties(dom: &Dom<'_>, signature: NodeId) -> Result<NodeId, Failure> {
    let missing = || Failure::SignedProperties("SignedProperties");
    let objects = dom.child_elements_by_name_ns(signature, DSIG, "Object");
    let [object] = objects.as_slice() else { return Err(missing()) };
    let qualifying = child(dom, *object, (XADES, "QualifyingProperties")).map_err(|_| missing())?;
    let target = dom.get_attribute(qualifying, "Target").and_then(|target| target.strip_prefix('#'));
    if target.is_none() || target != dom.get_attribute(signature, "Id") {
        return Err(Failure::SignedProperties("Target"));
    }
    Ok(qualifying)
}

/// What the properties say: that it is this certificate, and when the signer thinks that it was.
fn properties_say(
    dom: &Dom<'_>,
    properties: NodeId,
    certificate: &Certificate,
) -> Result<Option<Timestamp>, Failure> {
    let of_signature = child(dom, properties, (XADES, "SignedSignatureProperties"))?;
    let missing = |_| Failure::SignedProperties("SigningCertificateV2");
    let named = child(dom, of_signature, (XADES, "SigningCertificateV2")).map_err(missing)?;
    let first = dom.child_elements_by_name_ns(named, XADES, "Cert").into_iter().next();
    let digest = child(dom, first.ok_or(Failure::SignedProperties("Cert"))?, (XADES, "CertDigest"))
        .map_err(missing)?;
    let method = child(dom, digest, (DSIG, "DigestMethod")).map_err(missing)?;
    let uri = dom.get_attribute(method, "Algorithm").unwrap_or_default();
    let (_, way) =
        DIGESTS.iter().find(|(known, _)| *known == uri).ok_or_else(|| Failure::Algorithm(uri.to_owned()))?;
    let value = base64_in(dom, child(dom, digest, (DSIG, "DigestValue")).map_err(missing)?)?;
    if way.of(certificate.der()).as_ref() != value {
        return Err(Failure::SigningCertificate);
    }
    match child(dom, of_signature, (XADES, "SigningTime")) {
        Ok(time) => {
            let time = dom
                .text_content_deep(time)
                .trim()
                .parse()
                .map_err(|_| Failure::SignedProperties("SigningTime"))?;
            Ok(Some(time))
        }
        Err(_) => Ok(None),
    }
}

/// The content's leaves: names and texts in order.
fn fields(dom: &Dom<'_>, content: NodeId) -> Result<Vec<(String, String)>, Failure> {
    let mut fields = Vec::new();
    for node in dom.descendants(content) {
        let Some(element) = dom.element(node).filter(|_| node != content) else { continue };
        let leaf = dom.children_iter(node).all(|child| dom.element(child).is_none());
        if leaf {
            fields.push((element.name.local_name.to_string(), dom.text_content_deep(node)));
        }
    }
    if fields.is_empty() { Err(Failure::NoContent) } else { Ok(fields) }
}

/// SHA-256 of the content in the form that holds where no transform is listed.
fn content_sha256(dom: &Dom<'_>, content: NodeId) -> Result<[u8; 32], Failure> {
    let bytes = canonical(dom, content, C14nMode::Inclusive)?;
    let mut digest = [0; 32];
    digest.copy_from_slice(DigestAlgorithm::Sha256.of(&bytes).as_ref());
    Ok(digest)
}
