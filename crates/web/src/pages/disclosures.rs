//! `/desk/entries/{id}/disclosures`: who looked at an entry, why and when.

use app::Purpose;
use app::view::DisclosureView;
use askama::Template;

use super::Frame;

/// The disclosure records of an entry, newest first.
#[derive(Template)]
#[template(path = "desk/disclosures.html")]
pub(crate) struct DisclosuresPage {
    pub frame: Frame,
    pub entry: String,
    pub looks: Vec<DisclosureView>,
    /// To say the purposes of work sessions in words.
    pub purposes: Vec<Purpose>,
}

impl DisclosuresPage {
    /// A door in words.
    pub(crate) fn door<'a>(&self, code: &'a str) -> &'a str {
        let l = self.frame.lang;
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

    /// What was asked, in words as far as the record is a word of ours (`App::find_entries` and others write it).
    pub(crate) fn request(&self, recorded: &str) -> String {
        let l = self.frame.lang;
        let (word, rest) = recorded.split_once(' ').unwrap_or((recorded, ""));
        let words = match word {
            "show" => l.t("登録の表示", "The entry"),
            "find" => l.t("検索", "A search by"),
            "link" => l.t("初期設定の試み：", "An attempt to link:"),
            "link-request" => return l.t("初期設定の申請の確認", "A request for a link").to_owned(),
            "number-log" => {
                return l.t("個人番号の利用の記録の表示", "The uses of one's own My Number").to_owned();
            }
            "my-qualifications" => l.t("自分の登録の表示", "One's own entries"),
            "inquiry" => {
                return l
                    .t("登録番号・氏名・生年月日による照会", "An inquiry by number, name and birth date")
                    .to_owned();
            }
            "confirmation" => {
                return l
                    .t("登録済証明書の番号による確認", "A check of a confirmation by its number")
                    .to_owned();
            }
            "case" => return l.t("申請の審査", "The examination of an application").to_owned(),
            "paper" => return l.t("申請の書類の閲覧", "A paper of an application").to_owned(),
            "proof" => return l.t("デジタル資格者証の表示", "A credential was shown").to_owned(),
            "network" => {
                return l
                    .t("戸籍の照会（情報提供ネットワークシステム）", "An inquiry of the family register")
                    .to_owned();
            }
            "resident" => return l.t("住民基本台帳の照会", "An inquiry of the resident register").to_owned(),
            "prove" => l.t("台帳の証明（記録）", "The proof of record"),
            _ => return recorded.to_owned(),
        };
        let condition = |part: &str| match part.split_once('=') {
            Some(("number", number)) => format!("{}{number}", l.t("登録番号 ", "number ")),
            Some(("qualification", id)) => format!("{}{id}", l.t("資格 ", "qualification ")),
            Some(("authority", code)) => format!("{}{code}", l.t("登録権者 ", "authority ")),
            _ => match part {
                "name" => l.t("氏名", "name"),
                "kana" => l.t("フリガナ", "kana"),
                "born" => l.t("生年月日", "date of birth"),
                other => other,
            }
            .to_owned(),
        };
        let conditions: Vec<String> = rest.split_whitespace().map(condition).collect();
        format!("{words} {}", conditions.join(l.t("、", ", "))).trim_end().to_owned()
    }

    /// A purpose in words; programs and commands have words of their own.
    pub(crate) fn purpose<'a>(&'a self, code: &'a str) -> &'a str {
        let l = self.frame.lang;
        match code {
            "own-view" => return l.t("本人による確認", "The holder's own view"),
            "linking" => return l.t("初期設定", "Linking"),
            "case" => return l.t("申請の審査", "Examining an application"),
            "confirmation" => return l.t("登録済証明書の確認", "Checking a confirmation"),
            "share-code" => {
                return l.t("あなたが渡した符号による照会", "An inquiry with the code that you gave");
            }
            _ => {}
        }
        let known = self.purposes.iter().find(|purpose| purpose.code == code);
        known.map_or(code, |purpose| self.frame.lang.t(purpose.words, purpose.words_en))
    }
}
