//! The words of filing: procedures, facts, documents, and the stages of a case.

words! {
    /// What somebody files at a register.
    #[doc(alias = "手続")]
    Procedure {
        NewRegistration = "new-registration", "新規の登録", "new registration";
        Change = "change", "登録事項の変更", "change of a registered item";
        Rewriting = "rewriting", "書換え交付", "rewriting of the certificate";
        Reissue = "reissue", "再交付", "re-issue of the certificate";
        Death = "death", "死亡の届出", "notice of death";
        Deletion = "deletion", "本人の申請による消除", "deletion on request";
        Transfer = "transfer", "登録の移転", "transfer of the registration";
        Linking = "linking", "初期設定", "linking";
        EntryConfirmation = "entry-confirmation", "登録済証明書の交付", "issue of a confirmation of an entry";
    }
}

words! {
    /// By which way something is filed or paid.
    #[doc(alias = "申請の経路")]
    Channel {
        Paper = "paper", "書面", "paper";
        Online = "online", "オンライン", "online";
    }
}

words! {
    /// A fact of a case on which a rule turns.
    #[doc(alias = "要件となる事実")]
    Fact {
        MyNumberGiven = "my-number-given", "個人番号の提供があったとき", "the individual number was given by the holder";
        MyNumberFound = "my-number-found-by-inquiry", "個人番号を照会で得たとき", "the individual number was found by inquiry";
        ExamDetailsWritten = "exam-details-written", "試験の施行年月・受験地・受験番号を記載したとき", "date, place and number of the examination are written in the form";
        ResidentNetworkConsent = "resident-network-consent", "住基ネットの利用に同意したとき", "use of the resident register network is agreed to";
        Late = "late", "期限を過ぎたとき", "filed after the due date";
        RewritingWanted = "rewriting-wanted", "書換え交付を受けるとき", "a rewritten certificate is wanted";
        NameChanged = "name-changed", "氏名の変更のとき", "the name changes";
        AddressChanged = "address-changed", "住所の変更のとき", "the address changes";
        NamesDiffer = "names-differ", "証明書類と氏名が違うとき", "the name differs from the supporting papers";
        GraduateRoute = "graduate-route", "養成施設の卒業による資格のとき", "qualified by graduation";
        ExamRoute = "exam-route", "試験の合格による資格のとき", "qualified by examination";
        CertificateDamaged = "certificate-damaged", "免許証等を破損・汚損したとき", "the certificate is damaged";
        CounterPractice = "counter-practice", "窓口の運用による", "by practice of the counter";
    }
}

words! {
    /// Who somebody is to the records that could speak for them.
    #[doc(alias = "申請者の区分")]
    PersonKind {
        JapaneseInJapan = "japanese-in-japan", "国内に住所のある日本国籍の者", "a Japanese national who lives in Japan";
        JapaneseAbroad = "japanese-abroad", "国外に住む日本国籍の者", "a Japanese national who lives abroad";
        Resident = "mid-to-long-term-resident", "中長期在留者・特別永住者", "a mid- to long-term or special permanent resident";
        Other = "short-term-and-other", "短期滞在者等", "a short-term visitor or other person";
    }
}

words! {
    /// What a document, or that which stands for it, is made of.
    #[doc(alias = "書類の形")]
    DocumentForm {
        Paper = "paper", "紙の書類", "a paper";
        Thing = "thing", "現物", "the thing itself";
        Entry = "entry", "申請書への記入", "an entry in the form";
        Statement = "statement", "本人の申述", "a statement of one's own";
        Image = "image", "画像", "an image";
        SignedFile = "signed-file", "電子署名のある電子データ", "a signed file";
        Payment = "payment", "納付", "a payment";
        Inquiry = "inquiry", "行政機関どうしの照会", "an inquiry between authorities";
    }
}

words! {
    /// What an applicant declares.
    #[doc(alias = "申述の種類")]
    DeclarationKind {
        Disqualification = "disqualification", "欠格事由に当たるかどうか", "whether a ground of disqualification applies";
        DelayReason = "delay-reason", "遅れた理由", "the reason for being late";
        OldCertificateDestroyed = "old-certificate-destroyed", "変更前の免許証等を確実に破棄すること", "that the old certificate is destroyed";
    }
}

words! {
    /// Where a case stands, or what it waits for.
    #[doc(alias = "案件の段階")]
    CaseStage {
        Draft = "draft", "下書き", "draft";
        Submitted = "submitted", "受付前の確認中", "submitted";
        Asked = "asked", "確認中（回答を待っている）", "asked, no answer yet";
        Means = "means", "別の確認方法を待っている", "waiting for another means of proof";
        Paper = "paper", "書類の到着を待っている", "waiting for paper by post";
        Payment = "payment", "納付を待っている", "waiting for payment";
        Supplementation = "supplementation", "補正を待っている", "waiting for supplementation";
        Examination = "examination", "審査中", "in examination";
        Granted = "granted", "認めた", "granted";
        Refused = "refused", "認めなかった", "refused";
        Withdrawn = "withdrawn", "取り下げた", "withdrawn";
    }
}

words! {
    /// What is paid.
    #[doc(alias = "納付の種類")]
    ChargeKind {
        Tax = "tax", "登録免許税", "registration tax";
        Fee = "fee", "手数料", "fee";
    }
}

words! {
    /// Which part of an authority decides a case.
    #[doc(alias = "処分をする機関")]
    AuthorityPart {
        Licenses = "licenses", "免許を与え、又は登録をする者", "whoever licenses or registers";
        Keeps = "keeps", "籍（名簿）を管理する者", "whoever keeps the register";
    }
}

words! {
    /// What an entry holds of the examination on which the licence rests.
    #[doc(alias = "試験の施行年月・受験地")]
    ExamPart {
        Month = "month", "試験の施行年月", "the month of the examination";
        Place = "place", "受験地", "the place of the examination";
    }
}

words! {
    /// As what kind of date an item is written.
    #[doc(alias = "年月日・年月")]
    WrittenAs {
        Day = "day", "年月日", "a whole date";
        Month = "month", "年月", "year and month";
    }
}
