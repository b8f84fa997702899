//! What an invented procedure asks.

use app::Both;
use app::view::{
    AskedView, CertificateAsked, ChargeAsked, DeclarationAsked, DutyAsked, GroundView, NeedView, PaperAsked,
    WayAsked,
};

fn ground(citation: &str, confidence: &'static str) -> GroundView {
    GroundView { citation: citation.to_owned(), confidence }
}

fn way(code: &str, (ja, en): (&str, &str), (file, by_post): (bool, bool)) -> WayAsked {
    WayAsked {
        code: code.to_owned(),
        name: Both::new(ja, en),
        file,
        signed: code.ends_with("signed"),
        by_post,
    }
}

fn papers() -> Vec<PaperAsked> {
    let paper = |code: &str, (ja, en): (&str, &str), need| PaperAsked {
        code: code.to_owned(),
        name: Both::new(ja, en),
        remark: None,
        need,
        ground: Some(ground("見本管理士法施行令第5条第2項", "statute")),
    };
    let ways = vec![
        way("koseki-image", ("戸籍抄本の画像", "An image of the extract"), (true, false)),
        way(
            "koseki",
            ("戸籍抄（謄）本を郵送又は持参", "Family register extract, by post or at the counter"),
            (false, true),
        ),
    ];
    let omitted = NeedView::Omitted {
        by: Both::new("戸籍の電子情報の照会", "An inquiry of the family register"),
        inquiry: true,
        grounds: vec![
            ground("見本管理士法施行令第5条第3項", "report"),
            ground("住民基本台帳法第30条の9", "statute"),
        ],
        otherwise: vec![Both::new("戸籍電子証明書提供用識別符号", "A code for the electronic certificate")],
    };
    let open = NeedView::ToConfirm(Both::new("要確認（窓口の運用による）", "to be confirmed by an officer"));
    vec![
        paper("juminhyo", ("住民票の写し", "Resident record"), omitted),
        PaperAsked {
            remark: Some("発行後6月以内のもの".to_owned()),
            ..paper("koseki", ("戸籍抄（謄）本", "Family register extract"), NeedView::Needed(ways))
        },
        paper(
            "current-certificate",
            ("免許証", "The certificate"),
            NeedView::Needed(vec![way(
                "current-certificate",
                ("免許証を郵送又は持参", "The certificate, by post or at the counter"),
                (false, true),
            )]),
        ),
        paper(
            "certificate",
            ("診断書", "Medical certificate"),
            NeedView::Needed(vec![
                way(
                    "certificate-signed",
                    ("電子署名を付した診断書", "Certificate with a signature"),
                    (true, false),
                ),
                way("certificate", ("診断書を郵送又は持参", "By post or at the counter"), (false, true)),
            ]),
        ),
        paper("photo", ("写真", "Photograph"), open),
    ]
}

fn declarations() -> Vec<DeclarationAsked> {
    let declaration = |code, (ja, en): (&str, &str), grounds: &[&str]| DeclarationAsked {
        code,
        name: Both::new(ja, en),
        grounds: grounds.iter().map(|ground| (*ground).to_owned()).collect(),
        ground: Ok(ground("見本管理士法第9条", "statute")),
    };
    vec![
        declaration(
            "disqualification",
            ("欠格事由に当たるかどうか", "Whether a ground of disqualification applies"),
            &["罰金以上の刑に処せられた者", "心身の障害により業務を適正に行うことができない者"],
        ),
        declaration("delay-reason", ("期限を過ぎた理由", "Reason for filing late"), &[]),
        DeclarationAsked {
            ground: Err(Both::new("要確認", "to be confirmed")),
            ..declaration(
                "old-certificate-destroyed",
                ("これまでの免許証等の破棄", "That you destroy the old certificate"),
                &[],
            )
        },
    ]
}

pub(super) fn asked(late: bool) -> AskedView {
    let charge = |ja: &str, en: &str, yen| ChargeAsked {
        name: Both::new(ja, en),
        yen,
        ground: Some(ground("登録免許税法別表第一", "statute")),
    };
    AskedView {
        papers: papers(),
        declarations: if late { declarations() } else { Vec::new() },
        duty: DutyAsked {
            words: Both::new(
                "籍（名簿）の訂正の申請：変更を生じた日から30日以内",
                "Application for correction of the register: within 30 days of the day of the change",
            ),
            due: Some(if late { "2026-10-01" } else { "2026-12-28" }.to_owned()),
            late,
            ground: Some(ground("見本管理士法施行令第5条第1項", "inferred")),
        },
        charges: vec![
            charge(
                "登録免許税（登録事項の変更）",
                "Registration tax (change of a registered item)",
                Ok(1_000),
            ),
            charge("手数料（書換え交付）", "Fee (rewriting)", Err(Both::new("要確認", "to be confirmed"))),
        ],
        total: (!late).then_some(1_000),
        certificate: CertificateAsked {
            words: vec![Both::new("登録済証明書を発行します。", "A confirmation of the entry is issued.")],
            compulsory: false,
            ground: Some(ground("報告書（案）令和3年 論点1(2)", "report")),
        },
        signed: true,
        ground: ground("見本管理士法施行規則第4条", "inferred"),
    }
}
