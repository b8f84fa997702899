//! Signed files, good and bad, on the pages of a case.

use app::Both;
use app::view::SignedPaperView;

/// A signed file, good, or with something at which a person has to look; its fields are what an officer reads.
pub(crate) fn paper(good: bool) -> SignedPaperView {
    let reasons = [
        Both::new(
            "氏名の文字又は氏名が申請と違います",
            "The name is written otherwise than in the application",
        ),
        Both::new("電子証明書は失効しています。", "The signer’s certificate was revoked."),
    ];
    let field = |ja: &str, en: &str, text: &str| (Both::new(ja, en), text.to_owned());
    SignedPaperView {
        way: "certificate-signed".into(),
        name: Both::new("電子署名を付した診断書", "Certificate with a signature"),
        good,
        reasons: if good { vec![] } else { reasons.to_vec() },
        detail: if good { String::new() } else { "revoked at 2026-10-01T00:00:00Z".into() },
        signer: if good { "架空　医子<b>".into() } else { String::new() },
        roles: if good { vec!["見本管理士".into()] } else { vec![] },
        certificate: if good { "0123456789abcdef".into() } else { String::new() },
        signed_at: if good { "2026-10-30T01:02:03Z".into() } else { String::new() },
        stamped: good,
        checked_on: "2026-11-01".into(),
        fields: vec![
            field("氏名", "Name", "髙橋　花子"),
            field("所見", "Finding", "異常なし <正常> & 良好"),
            field("Unknown", "Unknown", "\u{E000}"),
        ],
    }
}
