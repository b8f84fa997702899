//! The properties beside a signature that nobody signs (ETSI EN 319 132-1 §5.3): time-stamps of it. They prove themselves, or are refused.

use bergshamra::c14n::C14nMode;
use bergshamra::xml::uppsala::{Document as Dom, NodeId};

use super::Token;
use super::dom::{DSIG, XADES, algorithm, base64_in, canonical, child, element_children, is_named};
use super::xades::FORMS;
use crate::pki::{Failure, MOST_STAMPS};

/// What forms above XAdES-T add for later times. Nothing is taken from them: who needs the lists asks for them.
const PASSED_OVER: [&str; 4] =
    ["CertificateValues", "RevocationValues", "CompleteCertificateRefs", "CompleteRevocationRefs"];
/// Of the namespace of 1.4.1: validation data of time-stamps, archive time-stamps.
const LATER: &str = "http://uri.etsi.org/01903/v1.4.1#";
const PASSED_OVER_LATER: [&str; 2] = ["TimeStampValidationData", "ArchiveTimeStamp"];
/// How a time-stamp is written inside, where that is said: the one way that RFC 3161 has.
const DER: &str = "http://uri.etsi.org/01903/v1.2.2#DER";

/// The time-stamps of a signature, each with the bytes that it must be of.
pub(super) fn tokens(dom: &Dom<'_>, signature: NodeId, qualifying: NodeId) -> Result<Vec<Token>, Failure> {
    let mut tokens = Vec::new();
    let mut seen = false;
    for part in element_children(dom, qualifying)? {
        if is_named(dom, part, (XADES, "SignedProperties")) {
            continue;
        }
        if !is_named(dom, part, (XADES, "UnsignedProperties")) || seen {
            return Err(Failure::Stray("an element beside the properties"));
        }
        seen = true;
        let of_signature = child(dom, part, (XADES, "UnsignedSignatureProperties"))?;
        if element_children(dom, part)?.len() != 1 {
            return Err(Failure::Stray("unsigned properties"));
        }
        for property in element_children(dom, of_signature)? {
            if is_named(dom, property, (XADES, "SignatureTimeStamp")) {
                tokens.push(token(dom, signature, property)?);
            } else if !is_passed_over(dom, property) {
                return Err(Failure::Stray("unsigned properties"));
            }
        }
    }
    if tokens.len() > MOST_STAMPS { Err(Failure::Malformed("time-stamps")) } else { Ok(tokens) }
}

fn is_passed_over(dom: &Dom<'_>, property: NodeId) -> bool {
    let one_of =
        |space: &str, names: &[&str]| names.iter().any(|name| is_named(dom, property, (space, name)));
    one_of(XADES, &PASSED_OVER) || one_of(LATER, &PASSED_OVER_LATER)
}

/// A SignatureTimeStamp: of the element SignatureValue, in the canonical form that is named, or else the one of XML signatures (§5.3).
fn token(dom: &Dom<'_>, signature: NodeId, stamp: NodeId) -> Result<Token, Failure> {
    let (mut form, mut token) = (None, None);
    for part in element_children(dom, stamp)? {
        if is_named(dom, part, (DSIG, "CanonicalizationMethod")) && form.is_none() && token.is_none() {
            algorithm(dom, part, &FORMS)?;
            if !element_children(dom, part)?.is_empty() {
                return Err(Failure::Stray("parameters of a canonical form"));
            }
            let uri = dom.get_attribute(part, "Algorithm").unwrap_or_default();
            form = Some(C14nMode::from_uri(uri).ok_or_else(|| Failure::Algorithm(uri.to_owned()))?);
        } else if is_named(dom, part, (XADES, "EncapsulatedTimeStamp")) && token.is_none() {
            if let Some(encoding) = dom.get_attribute(part, "Encoding").filter(|encoding| *encoding != DER) {
                return Err(Failure::Algorithm(encoding.to_owned()));
            }
            token = Some(base64_in(dom, part)?);
        } else {
            return Err(Failure::Stray("an element in a time-stamp"));
        }
    }
    let value = child(dom, signature, (DSIG, "SignatureValue"))?;
    let token = token.ok_or(Failure::Malformed("time-stamp"))?;
    Ok(Token { token, stamped: canonical(dom, value, form.unwrap_or(C14nMode::Inclusive))? })
}
