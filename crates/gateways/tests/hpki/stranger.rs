//! A time-stamping authority that `openssl` plays: an honest one, and all that others may try.

use std::path::PathBuf;

use aws_lc_rs::digest;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use gateways::pki::{Anchors, List};
use jiff::Timestamp;

use crate::stage::openssl;

/// Made at once; each unit below it is made with the extensions that it shall have.
pub(crate) struct Stranger {
    folder: tempfile::TempDir,
}

const CONFIGURATION: &str = "
[req]
distinguished_name = dn
prompt = no
[dn]
C = JP
O = Foreign
CN = Foreign Root
[root]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[good]
keyUsage = critical, digitalSignature
extendedKeyUsage = critical, timeStamping
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[passed_over]
keyUsage = critical, digitalSignature
extendedKeyUsage = timeStamping
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[more]
keyUsage = critical, digitalSignature
extendedKeyUsage = critical, timeStamping, clientAuth
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[none]
keyUsage = critical, digitalSignature
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[tsa]
default_tsa = t
[t]
serial = FOLDER/serial
default_policy = 1.3.6.1.4.1.32473.5.2
digests = sha256, sha384, sha512
accuracy = secs:1, millisecs:500, microsecs:100
clock_precision_digits = 3
ordering = yes
tsa_name = yes
signer_digest = sha256
ess_cert_id_alg = ESS
[ca]
default_ca = c
[c]
database = FOLDER/index.txt
crlnumber = FOLDER/crlnumber
default_md = sha256
crl_extensions = crl
[crl]
authorityKeyIdentifier = keyid
";

fn done(arguments: &[&str]) {
    let (good, said) = openssl(arguments);
    assert!(good, "{arguments:?}: {said}");
}

impl Stranger {
    pub(crate) fn new() -> Stranger {
        let stranger = Stranger { folder: tempfile::tempdir().unwrap() };
        stranger.configure("sha256");
        let (config, key, root) = (stranger.at("config"), stranger.at("root.key"), stranger.at("root.pem"));
        done(&[
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-days",
            "30",
            "-config",
            &config,
            "-extensions",
            "root",
            "-keyout",
            &key,
            "-out",
            &root,
        ]);
        stranger
    }

    /// Writes the configuration with a way of naming certificates: `sha1` is ESSCertID, others are ESSCertIDv2.
    pub(crate) fn configure(&self, naming: &str) {
        let folder = self.folder.path().to_str().unwrap();
        let text = CONFIGURATION.replace("FOLDER", folder).replace("ESS", naming);
        std::fs::write(self.folder.path().join("config"), text).unwrap();
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn at(&self, name: &str) -> String {
        self.path(name).to_str().unwrap().to_owned()
    }

    pub(crate) fn write(&self, name: &str, bytes: &[u8]) -> String {
        std::fs::write(self.path(name), bytes).unwrap();
        self.at(name)
    }

    /// A unit: key and certificate below the root, with the extensions of a section, for so many days.
    pub(crate) fn unit(&self, name: &str, section: &str, days: &str) {
        let (key, csr, pem) =
            (self.at(&format!("{name}.key")), self.at("csr"), self.at(&format!("{name}.pem")));
        let subject = format!("/C=JP/O=Foreign/CN={name}");
        done(&[
            "req", "-new", "-newkey", "rsa:2048", "-nodes", "-keyout", &key, "-out", &csr, "-subj", &subject,
        ]);
        let (root, root_key, config) = (self.at("root.pem"), self.at("root.key"), self.at("config"));
        done(&[
            "x509",
            "-req",
            "-in",
            &csr,
            "-CA",
            &root,
            "-CAkey",
            &root_key,
            "-CAcreateserial",
            "-out",
            &pem,
            "-days",
            days,
            "-extfile",
            &config,
            "-extensions",
            section,
        ]);
    }

    pub(crate) fn anchors(&self) -> Anchors {
        Anchors::new([self.der("root.pem").as_slice()]).unwrap()
    }

    fn der(&self, name: &str) -> Vec<u8> {
        let text = std::fs::read_to_string(self.path(name)).unwrap();
        let body: String = text.lines().filter(|line| !line.starts_with("-----")).collect();
        STANDARD.decode(body).unwrap()
    }

    /// A token of some bytes as an honest authority makes it.
    pub(crate) fn stamp(&self, unit: &str, digest: &str, bytes: &[u8]) -> Vec<u8> {
        let (data, query, token) = (self.write("data", bytes), self.at("query"), self.at("token"));
        done(&["ts", "-query", "-data", &data, digest, "-cert", "-out", &query]);
        let (config, pem, key) =
            (self.at("config"), self.at(&format!("{unit}.pem")), self.at(&format!("{unit}.key")));
        done(&[
            "ts",
            "-reply",
            "-config",
            &config,
            "-queryfile",
            &query,
            "-signer",
            &pem,
            "-inkey",
            &key,
            "-token_out",
            "-out",
            &token,
        ]);
        std::fs::read(token).unwrap()
    }

    /// Whatever is said, signed by a unit as the content of a time-stamp.
    pub(crate) fn sign(&self, unit: &str, info: &[u8], more: &[&str]) -> Vec<u8> {
        let (data, token) = (self.write("data", info), self.at("token"));
        let (pem, key) = (self.at(&format!("{unit}.pem")), self.at(&format!("{unit}.key")));
        let usual = [
            "cms",
            "-sign",
            "-binary",
            "-nodetach",
            "-econtent_type",
            "1.2.840.113549.1.9.16.1.4",
            "-md",
            "sha256",
            "-in",
            &data,
            "-signer",
            &pem,
            "-inkey",
            &key,
            "-outform",
            "DER",
            "-out",
            &token,
        ];
        done(&[&usual, more].concat());
        std::fs::read(token).unwrap()
    }

    /// The root's list of revocations; with a unit on it since a moment, for a reason if one is given.
    pub(crate) fn list(&self, revoked: Option<(&str, Timestamp, &str)>) -> List {
        let line = revoked.map_or_else(String::new, |(unit, since, reason)| {
            let (_, said) = openssl(["x509", "-in", &self.at(&format!("{unit}.pem")), "-noout", "-serial"]);
            let serial = said.trim().strip_prefix("serial=").unwrap().to_owned();
            let since = since.strftime("%y%m%d%H%M%SZ");
            let reason = if reason.is_empty() { String::new() } else { format!(",{reason}") };
            format!("R\t491231235959Z\t{since}{reason}\t{serial}\tunknown\t/C=JP/O=Foreign/CN={unit}\n")
        });
        self.write("index.txt", line.as_bytes());
        self.write("crlnumber", b"01\n");
        let (config, root, key) = (self.at("config"), self.at("root.pem"), self.at("root.key"));
        done(&[
            "ca",
            "-config",
            &config,
            "-gencrl",
            "-crldays",
            "1",
            "-keyfile",
            &key,
            "-cert",
            &root,
            "-out",
            &self.at("crl.pem"),
        ]);
        List::read(&self.der("crl.pem")).unwrap()
    }
}

/// `tag, length, content` for what these tests write: less than 16 megabytes.
pub(crate) fn tlv(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len();
    let head = match length {
        0..0x80 => vec![tag, length as u8],
        0x80..0x100 => vec![tag, 0x81, length as u8],
        0x100..0x1_0000 => vec![tag, 0x82, (length >> 8) as u8, length as u8],
        _ => vec![tag, 0x83, (length >> 16) as u8, (length >> 8) as u8, length as u8],
    };
    [head, content.to_vec()].concat()
}

/// TSTInfo over some bytes at a moment (`YYYYMMDDhhmmssZ`), and more after it.
pub(crate) fn info(bytes: &[u8], time: &str, more: &[u8]) -> Vec<u8> {
    const SHA_256: [u8; 13] = [0x30, 0x0B, 6, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1];
    let digest = digest::digest(&digest::SHA256, bytes);
    let imprint = tlv(0x30, &[SHA_256.to_vec(), tlv(4, digest.as_ref())].concat());
    let parts = [
        tlv(2, &[1]),
        tlv(6, &[0x2B, 6, 1, 4, 1, 0x81, 0xFD, 0x59, 5, 2]),
        imprint,
        tlv(2, &[7]),
        tlv(0x18, time.as_bytes()),
        more.to_vec(),
    ];
    tlv(0x30, &parts.concat())
}
