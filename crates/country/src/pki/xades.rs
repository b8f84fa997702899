//! XML documents with XAdES signatures (ETSI EN 319 132-1), in the shape of electronic prescriptions \[O\]: three references, to the content
//! (no transform, so inclusive canonical XML 1.0), to KeyInfo and to SignedProperties (exclusive canonical XML).
//!
//! Every part that is digested is written in its canonical form to begin with: attributes in order, no empty-element tags, each namespace
//! declared where the canonical form would declare it. So digests are over what is written, and no canonicaliser is needed here. With a
//! time-stamp of the signature, over SignatureValue in exclusive canonical XML, it is XAdES-T.

use std::io;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::cms::Stamper;
use super::der::Der;
use super::key::{Algorithm, Key};
use crate::Day;

const DSIG: &str = "http://www.w3.org/2000/09/xmldsig#";
const XADES: &str = "http://uri.etsi.org/01903/v1.3.2#";
const EXCLUSIVE: &str = "http://www.w3.org/2001/10/xml-exc-c14n#";
const SHA_256: &str = "http://www.w3.org/2001/04/xmlenc#sha256";
const RSA_SHA_256: &str = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256";

/// Which document; the element names are ours \[D\].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// 診断書
    MedicalCertificate,
    /// 卒業証明書
    GraduationCertificate,
}

impl Kind {
    const fn element(self) -> (&'static str, &'static str) {
        match self {
            Kind::MedicalCertificate => ("urn:shikaku:medical-certificate:1", "MedicalCertificate"),
            Kind::GraduationCertificate => ("urn:shikaku:graduation-certificate:1", "GraduationCertificate"),
        }
    }
}

/// A document with the content's fields, signed by each key in turn, and each signature stamped if `stamp` does that.
pub(crate) fn document(
    kind: Kind,
    fields: &[(&str, &str)],
    signers: &[(Key, Der)],
    now: i64,
    stamp: Option<&Stamper<'_>>,
) -> io::Result<String> {
    let (namespace, root) = kind.element();
    let fields: String =
        fields.iter().map(|(name, text)| format!("<{name}>{}</{name}>", escaped(text))).collect();
    let content = format!("<Content xmlns=\"{namespace}\" Id=\"Content\">{fields}</Content>");
    let mut signatures = String::new();
    for (number, (key, certificate)) in signers.iter().enumerate() {
        signatures.push_str(&signature(&content, number + 1, (key, certificate), now, stamp)?);
    }
    Ok(format!("<{root} xmlns=\"{namespace}\">{content}{signatures}</{root}>"))
}

fn signature(
    content: &str,
    number: usize,
    (key, certificate): (&Key, &[u8]),
    now: i64,
    stamp: Option<&Stamper<'_>>,
) -> io::Result<String> {
    let key_info = format!(
        "<ds:KeyInfo xmlns:ds=\"{DSIG}\" Id=\"KeyInfo{number}\"><ds:X509Data><ds:X509Certificate>{}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>",
        STANDARD.encode(certificate)
    );
    let properties = format!(
        "<xades:SignedProperties xmlns:xades=\"{XADES}\" Id=\"SignedProperties{number}\"><xades:SignedSignatureProperties>\
         <xades:SigningTime>{}</xades:SigningTime><xades:SigningCertificateV2><xades:Cert><xades:CertDigest>\
         <ds:DigestMethod xmlns:ds=\"{DSIG}\" Algorithm=\"{SHA_256}\"></ds:DigestMethod>\
         <ds:DigestValue xmlns:ds=\"{DSIG}\">{}</ds:DigestValue></xades:CertDigest></xades:Cert></xades:SigningCertificateV2>\
         </xades:SignedSignatureProperties></xades:SignedProperties>",
        iso(now),
        digest(certificate)
    );
    let exclusive =
        format!("<ds:Transforms><ds:Transform Algorithm=\"{EXCLUSIVE}\"></ds:Transform></ds:Transforms>");
    let references = [
        reference("Content", "", "", &digest(content.as_bytes())),
        reference(&format!("KeyInfo{number}"), "", &exclusive, &digest(key_info.as_bytes())),
        reference(
            &format!("SignedProperties{number}"),
            " Type=\"http://uri.etsi.org/01903#SignedProperties\"",
            &exclusive,
            &digest(properties.as_bytes()),
        ),
    ];
    let info = format!(
        "<ds:SignedInfo xmlns:ds=\"{DSIG}\"><ds:CanonicalizationMethod Algorithm=\"{EXCLUSIVE}\"></ds:CanonicalizationMethod>\
         <ds:SignatureMethod Algorithm=\"{RSA_SHA_256}\"></ds:SignatureMethod>{}</ds:SignedInfo>",
        references.concat()
    );
    let value = STANDARD.encode(key.sign(info.as_bytes())?);
    let unsigned = stamp.map_or_else(|| Ok(String::new()), |stamp| time_stamp(&value, number, stamp))?;
    Ok(format!(
        "<ds:Signature xmlns:ds=\"{DSIG}\" Id=\"Signature{number}\">{info}\
         <ds:SignatureValue>{value}</ds:SignatureValue>{key_info}<ds:Object>\
         <xades:QualifyingProperties xmlns:xades=\"{XADES}\" Target=\"#Signature{number}\">{properties}{unsigned}\
         </xades:QualifyingProperties></ds:Object></ds:Signature>"
    ))
}

/// The properties that nobody signs: a time-stamp of SignatureValue as its canonical form would be.
fn time_stamp(value: &str, number: usize, stamp: &Stamper<'_>) -> io::Result<String> {
    let stamped = format!("<ds:SignatureValue xmlns:ds=\"{DSIG}\">{value}</ds:SignatureValue>");
    let token = STANDARD.encode(stamp(stamped.as_bytes())?);
    Ok(format!(
        "<xades:UnsignedProperties><xades:UnsignedSignatureProperties><xades:SignatureTimeStamp Id=\"TimeStamp{number}\">\
         <ds:CanonicalizationMethod Algorithm=\"{EXCLUSIVE}\"></ds:CanonicalizationMethod>\
         <xades:EncapsulatedTimeStamp>{token}</xades:EncapsulatedTimeStamp></xades:SignatureTimeStamp>\
         </xades:UnsignedSignatureProperties></xades:UnsignedProperties>"
    ))
}

fn reference(id: &str, kind: &str, transforms: &str, digest: &str) -> String {
    format!(
        "<ds:Reference{kind} URI=\"#{id}\">{transforms}<ds:DigestMethod Algorithm=\"{SHA_256}\"></ds:DigestMethod>\
         <ds:DigestValue>{digest}</ds:DigestValue></ds:Reference>"
    )
}

fn digest(bytes: &[u8]) -> String {
    STANDARD.encode(Algorithm::Rsa2048.digest(bytes))
}

/// Text in canonical form: three signs and the carriage return are written otherwise.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('\r', "&#xD;")
}

/// `2026-04-01T03:04:05Z`
fn iso(unix: i64) -> String {
    let second = unix.rem_euclid(86_400);
    let day = Day(unix.div_euclid(86_400) as i32);
    format!("{day}T{:02}:{:02}:{:02}Z", second / 3600, second / 60 % 60, second % 60)
}
