//! The words of deciding by rule.

words! {
    /// Something that a person weighs, so that no rule decides.
    #[doc(alias = "職員が判断する事情")]
    Weighed {
        DeclaredYes = "declared-yes", "欠格事由に当たると申述した", "a ground of disqualification was declared";
        Late = "late", "期限を過ぎている", "filed after its time";
        OpenRule = "open-rule", "規則が確かめられていない事項がある", "the rules leave something open";
        SourceDiffers = "source-differs", "照会の結果が申請と違う", "a source says something else";
        GivenMeans = "given-means", "照会に代わる方法で示された", "shown by another means than an inquiry";
        PaperEvidence = "paper-evidence", "書類又は現物を見る", "papers or things are to be looked at";
        ImageEvidence = "image-evidence", "画像を見る", "images are to be looked at";
        SanctionPending = "sanction-pending", "処分の手続中である", "a sanction is pending";
        PaperFiling = "paper-filing", "書面による申請である", "filed on paper";
    }
}
