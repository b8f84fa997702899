use proptest::prelude::*;
use unicode_normalization::UnicodeNormalization;

use super::*;

fn meet(names: &[&str]) {
    for name in names {
        assert_eq!(name_key(name), name_key(names[0]), "{name} and {}", names[0]);
    }
}

/// Old and new forms, a pair each.
const PAIRS: &str = "\
    浜濱 浜濵 沢澤 桜櫻 広廣 国國 恵惠 徳德 真眞 竜龍 吉𠮷 土圡 柳栁 桑桒 富冨 峰峯 館舘 船舩 静靜 曽曾 \
    弥彌 寿壽 巌巖 瀬瀨 頼賴 黒黑 緑綠 青靑 清淸 関關 塩鹽 鉄鐵 応應 学學 豊豐 横橫 穂穗 穣穰 聡聰 薫薰 \
    郎郞 戸戶 教敎 寛寬 凛凜 遥遙 尭堯 桧檜 槙槇 鴎鷗 鴬鶯 籠篭 淵渕 神\u{FA19} 福\u{FA1B} \
    祥\u{FA1A} 都\u{FA26} 隆\u{F9DC} 塚\u{FA10} 晴\u{FA12} 羽\u{FA1E}";

#[test]
fn variants_of_a_name_meet() {
    meet(&["高橋", "髙橋", "高 橋", "髙　橋", "高橋\u{E0100}", "高槗"]);
    meet(&["渡辺", "渡邊", "渡邉", "渡邉\u{E0102}", "渡\u{E0101}辺"]);
    meet(&["斉藤", "斎藤", "齋藤", "齊藤"]);
    meet(&["島田", "嶋田", "嶌田"]);
    meet(&["山崎", "山﨑", "山嵜"]);
    for pair in PAIRS.split_whitespace() {
        let characters: Vec<String> = pair.chars().map(String::from).collect();
        meet(&[&characters[0], &characters[1]]);
    }
}

#[test]
fn different_names_do_not_meet() {
    for (a, b) in [
        ("高橋", "高梁"),
        ("島", "鳥"),
        ("大田", "太田"),
        ("浜", "頻"),
        ("斉藤", "察藤"),
        ("王", "玉"),
        ("千葉", "干葉"),
        ("土田", "士田"),
        ("未来", "末来"),
        ("佑", "祐"),
        ("さくら", "サクラ"),
        ("外\u{E000}", "外\u{E001}"),
        ("柴田", "芝田"),
        ("阿部", "安倍"),
        ("伊東", "伊藤"),
        ("和", "妖"),
        ("書", "昼"),
        ("師", "帥"),
    ] {
        assert_ne!(name_key(a), name_key(b), "{a} {b}");
    }
}

#[test]
fn width_case_and_accents_fold_for_finding() {
    meet(&["JOSE GARCIA", "José García", "ｊｏｓｅ　ｇａｒｃｉａ", "Jose\u{301} Garcia"]);
    meet(&["ジョン・スミス", "ジョン スミス", "ｼﾞｮﾝ･ｽﾐｽ", "シ\u{3099}ョンスミス"]);
    assert_eq!(name_key("外\u{E000}字"), "外\u{E000}字");
    assert_eq!(name_key(" \u{E0100}\u{FEFF}　"), "");
}

#[test]
fn kana_keep_what_makes_another_name() {
    assert_eq!(kana_key("たかはし　はなこ"), "タカハシハナコ");
    assert_eq!(kana_key("ﾜﾀﾅﾍﾞ ｹﾞﾝｺﾞﾛｳ"), "ワタナベゲンゴロウ");
    assert_eq!(kana_key("ゔぁいおれっと・すみす"), "ヴァイオレットスミス");
    assert_ne!(kana_key("シヨウ"), kana_key("ショウ"));
    assert_ne!(kana_key("オオノ"), kana_key("オーノ"));
    assert_ne!(kana_key("ブイ"), kana_key("ヴイ"));
}

#[test]
fn identity_is_normal_form_and_width_only() {
    assert!(equal_identity("ガンジー Ａ", "カ\u{3099}ンジー\u{3000}A"));
    assert!(equal_identity("ｶﾞﾝ", "ガン"));
    assert!(equal_identity("神", "\u{FA19}"), "canonically equal by Unicode");
    for (a, b) in [
        ("髙橋", "高橋"),
        ("葛\u{E0100}", "葛"),
        ("葛\u{E0100}", "葛\u{E0101}"),
        ("山﨑", "山崎"),
        ("山田 花子", "山田花子"),
        ("Jose", "José"),
        ("JOSE", "Jose"),
        ("㈱", "(株)"),
    ] {
        assert!(!equal_identity(a, b), "{a} {b}");
    }
}

#[test]
fn a_name_is_kept_to_the_character() {
    let text = "葛\u{E0101}城 \u{E03F}\u{FA19}髙";
    let name = RegisteredName::new(text).unwrap();
    assert_eq!(name.as_str(), text);
    assert_eq!(name.to_string(), text);
    assert_eq!(name.key(), name_key("葛城\u{E03F}神高"));
    let found: Vec<_> = name.private_use().map(|gaiji| (gaiji.position, gaiji.to_string())).collect();
    assert_eq!(found, [(4, "外字 U+E03F".to_owned())]);
}

#[test]
fn what_is_no_name_is_refused() {
    for (text, fault) in [
        ("", NameFault::Empty),
        (" 　", NameFault::Empty),
        ("山田\n花子", NameFault::Control('\n')),
        ("山田\u{202E}", NameFault::Control('\u{202E}')),
        ("山\u{FFFD}", NameFault::Lost),
        ("\u{E0100}山", NameFault::LoneSelector),
        ("山 \u{E0100}", NameFault::LoneSelector),
    ] {
        assert_eq!(RegisteredName::new(text), Err(fault), "{text:?}");
        assert!(!fault.ja().is_empty() && fault.code().starts_with("name-"));
    }
    assert!(NameFault::Control('\n').to_string().ends_with("U+000A"));
    assert!(RegisteredName::new(&"山".repeat(MAX_NAME_CHARS)).is_ok());
    assert_eq!(RegisteredName::new(&"山".repeat(MAX_NAME_CHARS + 1)), Err(NameFault::TooLong));
}

#[test]
fn differences_are_marked() {
    use Likeness::{Different, Same, Variant, Width};
    let marked = |a, b| {
        differences(a, b)
            .into_iter()
            .map(|p| (p.first.to_owned(), p.second.to_owned(), p.likeness))
            .collect::<Vec<_>>()
    };
    let piece = |a: &str, b: &str, likeness| (a.to_owned(), b.to_owned(), likeness);
    assert_eq!(
        marked("髙橋Ａ子", "高橋A美"),
        [
            piece("髙", "高", Variant),
            piece("橋", "橋", Same),
            piece("Ａ", "A", Width),
            piece("子", "美", Different)
        ]
    );
    assert_eq!(
        marked("葛\u{E0100}城", "葛城"),
        [piece("葛\u{E0100}", "葛", Variant), piece("城", "城", Same)]
    );
    assert_eq!(
        marked("佐々木一", "佐々木 一"),
        [
            piece("佐", "佐", Same),
            piece("々", "々", Same),
            piece("木", "木", Same),
            piece("", " ", Different),
            piece("一", "一", Same)
        ]
    );
    assert_eq!(marked("", "一"), [piece("", "一", Different)]);
}

fn name_text() -> impl Strategy<Value = String> {
    "[高髙橋渡邊邉辺齋斎斉\u{E0100}\u{E0101}\u{FA11}\u{E000}かガ\u{3099}ｶﾞA Ａé・　]{0,10}|\\PC{0,12}"
}

proptest! {
    #[test]
    fn the_key_is_its_own_key(text in name_text()) {
        let key = name_key(&text);
        prop_assert_eq!(name_key(&key), key);
        let key = kana_key(&text);
        prop_assert_eq!(kana_key(&key), key);
    }

    #[test]
    fn normal_forms_share_a_key(text in name_text()) {
        prop_assert_eq!(name_key(&text), name_key(&text.nfc().collect::<String>()));
        prop_assert_eq!(name_key(&text), name_key(&text.nfd().collect::<String>()));
    }

    #[test]
    fn equal_names_share_a_key_but_not_the_other_way(text in name_text()) {
        let normal: String = text.nfc().collect();
        prop_assert!(equal_identity(&text, &normal));
        prop_assert_eq!(name_key(&text), name_key(&normal));
        // The key of a name with a variant is that of the plain name, yet it is never the same name.
        let (variant, plain) = (format!("髙{text}"), format!("高{text}"));
        prop_assert_eq!(name_key(&variant), name_key(&plain));
        prop_assert!(!equal_identity(&variant, &plain));
    }

    #[test]
    fn pieces_make_the_names_again(a in name_text(), b in name_text()) {
        let pieces = differences(&a, &b);
        prop_assert_eq!(pieces.iter().map(|p| p.first).collect::<String>(), a.clone());
        prop_assert_eq!(pieces.iter().map(|p| p.second).collect::<String>(), b);
        prop_assert!(differences(&a, &a).iter().all(|p| p.likeness == Likeness::Same));
    }
}
