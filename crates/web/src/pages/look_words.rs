//! What a disclosure record says, in words: who, why, by which door, and what was asked. A record is written in words of the program
//! (`request: …` in the use cases); whoever looks at it is a holder or an auditor.

use app::view::DisclosureView;
use app::{Both, InquiryChoice, InquiryChoices, Purpose};

use crate::lang::Lang;

/// The words of the records of one page.
pub(crate) struct LookWords {
    lang: Lang,
    /// To say the purposes of work sessions.
    purposes: Vec<Purpose>,
    /// To name a qualification or a prefecture that a search was about.
    names: Vec<(String, Both)>,
}

/// A text in our words, and what follows it in the words of others: theirs is Japanese on a page in either language.
#[derive(PartialEq, Eq, Debug)]
pub(crate) struct Said {
    pub ours: String,
    pub theirs: String,
}

impl Said {
    fn ours(text: impl Into<String>) -> Self {
        Self { ours: text.into(), theirs: String::new() }
    }

    fn theirs(text: impl Into<String>) -> Self {
        Self { ours: String::new(), theirs: text.into() }
    }
}

/// A look as a page shows it.
pub(crate) struct ShownLook {
    pub at: String,
    pub actor: Said,
    pub purpose: Said,
    pub door: String,
    pub request: Said,
}

impl LookWords {
    pub(crate) fn new(lang: Lang, purposes: Vec<Purpose>, choices: InquiryChoices) -> Self {
        let named = |one: InquiryChoice| (one.id, Both::new(one.name, one.name_en));
        let names = choices.qualifications.into_iter().map(named).chain(choices.authorities).collect();
        Self { lang, purposes, names }
    }

    pub(crate) fn all(&self, looks: &[DisclosureView]) -> Vec<ShownLook> {
        let shown = |look: &DisclosureView| ShownLook {
            at: look.at.clone(),
            actor: self.actor(&look.actor),
            purpose: self.purpose(&look.purpose),
            door: self.door(&look.channel).to_owned(),
            request: self.request(&look.request),
        };
        looks.iter().map(shown).collect()
    }

    fn actor(&self, name: &str) -> Said {
        let l = self.lang;
        let ours = match name {
            "system" | "rule" | "yearly-check" | "tell-family" => l.t("このシステム", "This system"),
            "anybody" => l.t("名前を告げない照会者", "Somebody who need not give a name"),
            "本人" => l.t("本人", "The holder"),
            "ほかのカードの持ち主" => l.t("ほかのカードの持ち主", "Somebody with another card"),
            _ => return Said::theirs(name),
        };
        Said::ours(ours)
    }

    /// A door in words.
    fn door<'a>(&self, code: &'a str) -> &'a str {
        let l = self.lang;
        match code {
            "desk" => l.t("窓口の画面", "The desk's pages"),
            "api" => l.t("プログラム", "A program"),
            "command" => l.t("コマンド", "A command"),
            "job" => l.t("定期処理", "A job"),
            "portal" => l.t("本人のページ", "The portal"),
            "inquiry" => l.t("照会・確認のページ", "The pages for inquiries"),
            other => other,
        }
    }

    /// A purpose in words; programs, commands and legal grounds have words of their own.
    fn purpose(&self, code: &str) -> Said {
        let l = self.lang;
        let ours = match code {
            "own-view" => l.t("本人による確認", "The holder's own view"),
            "linking" => l.t("初期設定", "Linking"),
            "case" => l.t("申請の審査", "Examining an application"),
            "confirmation" => l.t("登録済証明書の確認", "Checking a confirmation"),
            "share-code" => l.t("あなたが渡した符号による照会", "An inquiry with the code that you gave"),
            "yearly-check" => l.t("年1回の確認", "The yearly check"),
            "operation" => l.t("システムの運用", "Operating the system"),
            _ => match self.purposes.iter().find(|purpose| purpose.code == code) {
                Some(known) => l.t(known.words, known.words_en),
                None => {
                    let Some(ground) = code.strip_prefix("ground: ") else { return Said::theirs(code) };
                    return Said {
                        ours: l.t("根拠：", "On the ground of ").to_owned(),
                        theirs: ground.to_owned(),
                    };
                }
            },
        };
        Said::ours(ours)
    }

    /// What was asked.
    fn request(&self, recorded: &str) -> Said {
        let l = self.lang;
        let (word, rest) = recorded.split_once(' ').unwrap_or((recorded, ""));
        match word {
            "find" => self.search(l.t("検索：", "A search by "), rest),
            "link" if rest.starts_with("number=") => {
                self.search(l.t("初期設定の試み：", "An attempt to link: "), rest)
            }
            "yearly-check" => Said::ours(self.check(rest)),
            "call" => self.call(rest),
            _ => plain(word, rest).map_or_else(|| Said::theirs(recorded), |(ja, en)| Said::ours(l.t(ja, en))),
        }
    }

    /// By what was searched; a number as it was typed.
    fn search(&self, words: &str, rest: &str) -> Said {
        let l = self.lang;
        let (typed, parts): (Vec<&str>, Vec<&str>) =
            rest.split_whitespace().partition(|part| part.starts_with("number="));
        let mut conditions: Vec<String> = parts.into_iter().map(|part| self.condition(part)).collect();
        let number = typed.first().and_then(|part| part.strip_prefix("number=")).unwrap_or_default();
        if !number.is_empty() {
            conditions.push(l.t("登録番号 ", "number ").to_owned());
        }
        Said { ours: format!("{words}{}", conditions.join(l.t("、", ", "))), theirs: number.to_owned() }
    }

    /// A list or letters for those who have given no number: to whom and on what ground stands in the officer's words.
    fn call(&self, rest: &str) -> Said {
        let l = self.lang;
        let (what, told) = rest.split_once("handed to ").unwrap_or((rest, ""));
        let what =
            if what.contains("letters") { l.t("書面", "letters") } else { l.t("一覧", "the list") };
        let ours = match l {
            Lang::Ja => format!("番号の提供の呼びかけ（{what}）。渡した先と根拠："),
            Lang::En => format!("A call to give a number: {what} went to, and on what ground: "),
        };
        let theirs = told.rsplit_once(" (").map_or(told, |(told, _)| told).to_owned();
        Said { ours, theirs }
    }

    /// A step of the yearly check.
    fn check(&self, rest: &str) -> String {
        let (ja, en) = if rest.contains("revoked") {
            (
                "失効した証明書を手がかりに、住民基本台帳を照会",
                "The resident register was asked, on the hint of a revoked certificate",
            )
        } else if rest.contains("family register") {
            ("戸籍の照会（消除の前の確認）", "The family register was asked, before a deletion")
        } else if rest.starts_with("recheck") {
            (
                "住民基本台帳の再照会（消除の前の確認）",
                "The resident register was asked again, before a deletion",
            )
        } else if rest.contains(" slice ") {
            ("住民基本台帳の照会", "The resident register was asked")
        } else {
            ("判明した変更の処理", "Work on a change that was found")
        };
        self.lang.t(ja, en).to_owned()
    }

    fn condition(&self, part: &str) -> String {
        let l = self.lang;
        let named = |code: &str| {
            let known = self.names.iter().find(|(id, _)| id == code);
            known.map_or(code, |(_, name)| l.both(name)).to_owned()
        };
        match part.split_once('=') {
            Some(("qualification", id)) => format!("{}{}", l.t("資格 ", "qualification "), named(id)),
            Some(("authority", "JP")) => l.t("厚生労働大臣", "the minister").to_owned(),
            Some(("authority", code)) => format!("{}{}", l.t("登録権者 ", "authority "), named(code)),
            _ => match part {
                "name" => l.t("氏名", "name"),
                "kana" => l.t("フリガナ", "kana"),
                "born" => l.t("生年月日", "date of birth"),
                other => other,
            }
            .to_owned(),
        }
    }
}

/// Records whose first word says all that people want to know.
fn plain(word: &str, rest: &str) -> Option<(&'static str, &'static str)> {
    Some(match word {
        "show" => ("登録の表示", "The entry"),
        "link" => ("本人との結び付きの確認", "Whose entry it is"),
        "link-request" => ("初期設定の申請の確認", "A request for a link"),
        "first-link" => {
            ("一括の突合で結び付かなかった登録の確認", "Entries that the first link in bulk left")
        }
        "number-log" => ("個人番号の利用の記録の表示", "The uses of one's own My Number"),
        "my-qualifications" => ("自分の登録の表示", "One's own entries"),
        "my-confirmations" => ("自分の登録済証明書の一覧の表示", "The confirmations of one's own entry"),
        "inquiry" => ("登録番号・氏名・生年月日による照会", "An inquiry by number, name and birth date"),
        "confirmation" => ("登録済証明書の番号による確認", "A check of a confirmation by its number"),
        "case" => ("申請の審査", "The examination of an application"),
        "by" => ("規則による申請の決定", "An application decided by rule"),
        "paper" => ("申請の書類の閲覧", "A paper of an application"),
        "task" => ("窓口の作業の確認", "A task of the desk"),
        "proof" => ("デジタル資格者証の表示", "A credential was shown"),
        "network" => ("戸籍の照会（情報提供ネットワークシステム）", "An inquiry of the family register"),
        "resident" => ("住民基本台帳の照会", "An inquiry of the resident register"),
        "prove" => ("台帳の記録の証明", "The proof of a record"),
        "proposed" => ("消除の案の一覧", "The list of proposed deletions"),
        "changes" => ("判明した変更の一覧", "The list of changes found"),
        "a" if rest.starts_with("letter") => ("家族への手紙の送付", "A letter to the family"),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(lang: Lang) -> LookWords {
        let purposes = vec![Purpose { code: "audit", words: "監査", words_en: "Audit" }];
        let names = vec![("nurse".to_owned(), Both::new("看護師", "Nurse"))];
        LookWords { lang, purposes, names }
    }

    /// What the use cases write, one of each.
    const RECORDED: [&str; 28] = [
        "show",
        "find qualification=nurse number=31 name kana born",
        "link number=31",
        "link 019",
        "link-request 019",
        "first-link queue nurse/JP",
        "number-log",
        "my-qualifications",
        "my-confirmations",
        "inquiry yes",
        "confirmation none",
        "case 019",
        "by rule 019",
        "paper 019",
        "task 019",
        "proof screen",
        "network inquiry 019",
        "resident register 019",
        "prove 3",
        "proposed deletions 019 (nurse/JP)",
        "changes found, first-reminder (nurse/JP)",
        "a letter to the family (JP, 019)",
        "yearly-check 2027-04-01 slice 1 (JP), 019 to 01a, day 2027-04-01, digest 00",
        "yearly-check 2027-04-01 slice 1 (JP): a signing certificate was revoked",
        "yearly-check recheck of batch 019 (JP), round 1",
        "yearly-check family register asked, batch 019 (JP)",
        "yearly-check first-reminder (JP)",
        "call for numbers (list), handed to 架空看護協会: 協定第3条 (JP)",
    ];

    #[test]
    fn what_was_asked_is_said_in_the_language_of_the_page() {
        for recorded in RECORDED {
            let ja = words(Lang::Ja).request(recorded);
            assert!(
                !ja.ours.is_empty() && !ja.ours.chars().any(|c| c.is_ascii_lowercase()),
                "{recorded}: {ja:?}"
            );
            let en = words(Lang::En).request(recorded);
            assert!(!en.ours.is_empty() && en.ours.is_ascii(), "{recorded}: {en:?}");
        }
        let call =
            words(Lang::Ja).request("call for numbers (letters), handed to 架空看護協会: 協定第3条 (JP)");
        assert!(call.ours.contains("書面"), "{call:?}");
        assert_eq!(call.theirs, "架空看護協会: 協定第3条");
        let found = words(Lang::Ja).request("find qualification=nurse number=第31号 name");
        assert_eq!((&*found.ours, &*found.theirs), ("検索：資格 看護師、氏名、登録番号 ", "第31号"));
    }

    #[test]
    fn who_and_why_are_said_too_and_words_of_people_stay() {
        let ja = words(Lang::Ja);
        assert_eq!(ja.purpose("audit"), Said::ours("監査"));
        assert_eq!(ja.purpose("ground: 医療法第1条").theirs, "医療法第1条");
        assert_eq!(ja.purpose("勤務先からの照会"), Said::theirs("勤務先からの照会"));
        assert_eq!(words(Lang::En).actor("本人"), Said::ours("The holder"));
        assert_eq!(ja.actor("system"), Said::ours("このシステム"));
        assert_eq!(ja.actor("架空病院"), Said::theirs("架空病院"));
    }
}
