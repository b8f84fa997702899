//! What the page that checks says: one sentence for each outcome. The page in the browser shows the same sentences, so they stand here once.

use law::Both;

use super::check::Outcome;

impl Outcome {
    /// The word in large letters: 有効, 無効, or that it cannot be said.
    #[must_use]
    pub fn heading(self) -> Both {
        match self {
            Self::Valid => Both::new("有効", "Valid"),
            Self::Ended
            | Self::Suspended
            | Self::Replaced
            | Self::Forged
            | Self::UnknownKey
            | Self::KeyNotThen => Both::new("無効", "Not valid"),
            Self::Expired | Self::Oversized | Self::Malformed => Both::new("無効", "Not valid"),
            Self::AsOf | Self::NoList | Self::Clock | Self::NoKeys => {
                Both::new("確認できません", "Cannot be confirmed")
            }
        }
    }

    /// Why, and what to do.
    #[must_use]
    pub fn sentence(self) -> Both {
        let (ja, en) = match self {
            Self::Valid => (
                "署名は正しく、この登録は有効です。氏名などが本人と一致することを確かめてください。",
                "The signature is good and the entry is in force. Make sure that this is the person.",
            ),
            Self::Ended => {
                ("この登録は、取り消されたか抹消されています。", "The entry was revoked or deleted.")
            }
            Self::Suspended => (
                "業務または名称の使用が停止されています。",
                "Practice, or the use of the title, is suspended.",
            ),
            Self::Replaced => (
                "登録の内容が変わったため、この資格者証は使えません。本人に新しいものを示してもらってください。",
                "The entry has changed, so this proof is no longer good. Ask the holder for a new one.",
            ),
            Self::Forged => (
                "署名が合いません。偽造されたか、書き換えられています。",
                "The signature does not fit: it was forged or altered.",
            ),
            Self::UnknownKey => (
                "このシステムの鍵で署名されたものではありません。",
                "It was not signed with a key of this system.",
            ),
            Self::KeyNotThen => (
                "発行の日時に使われていなかった鍵で署名されています。",
                "It was signed with a key that was not in use at that time.",
            ),
            Self::Expired => (
                "有効期限が過ぎています。画面の写しや古い紙は使えません。本人に新しいものを示してもらってください。",
                "It has expired: a picture of a screen or an old sheet is not good. Ask the holder for a new one.",
            ),
            Self::Oversized => {
                ("長すぎます。資格者証のコードではありません。", "It is too long to be the code of a proof.")
            }
            Self::Malformed => {
                ("資格者証のコードとして読み取れません。", "It cannot be read as the code of a proof.")
            }
            Self::AsOf => (
                "署名は正しいものです。登録の状態は、下の日時のものしか分かりません。通信できる場所でもう一度確かめてください。",
                "The signature is good. The state of the entry is known only as of the time below. Check again with a network.",
            ),
            Self::NoList => (
                "署名は正しいものですが、登録の状態を確かめられませんでした。通信できる場所でもう一度確かめてください。",
                "The signature is good, but the state of the entry could not be asked. Check again with a network.",
            ),
            Self::Clock => (
                "この端末の時計が合っていないため、確かめられません。日時の設定を確かめてください。",
                "The clock of this device is wrong, so it cannot be confirmed. Check its date and time.",
            ),
            Self::NoKeys => (
                "署名を確かめる公開鍵を取得できませんでした。通信できる場所で一度このページを開いてください。",
                "The public keys could not be fetched. Open this page once with a network.",
            ),
        };
        Both::new(ja, en)
    }
}
