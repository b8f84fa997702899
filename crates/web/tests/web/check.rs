//! The yearly check's pages, and those on what the first link left, from the outside.

use crate::support::Desk;

#[tokio::test(flavor = "multi_thread")]
async fn the_check_is_for_registrars_and_auditors() {
    let desk = Desk::start().await;
    for address in ["/desk/yearly-check", "/desk/yearly-check/hints", "/desk/numbers"] {
        assert_eq!(desk.page(address, "").await.status, 303, "to the sign-in");
        for login in ["officer", "auditor"] {
            let cookie = desk.sign_in(login).await;
            assert_eq!(desk.page(address, &cookie).await.status, 200, "{address} for {login}");
        }
        let reader = desk.sign_in("tokyo").await;
        assert_eq!(desk.page(address, &reader).await.status, 403, "{address}");
        assert!(!desk.page("/desk", &reader).await.body.contains("/desk/yearly-check"), "nor in the menu");
    }
    let officer = desk.sign_in("officer").await;
    let none = desk.page("/desk/yearly-check", &officer).await.body;
    assert!(none.contains("shikaku yearly-check start"), "{none}");
    let numbers = desk.page("/desk/numbers?lang=en", &officer).await.body;
    assert!(numbers.contains("Given by the holder") || numbers.contains("not counted yet"), "{numbers}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_queues_of_the_first_link_are_the_registrars() {
    let desk = Desk::start().await;
    let officer = desk.sign_in("officer").await;
    let all = desk.page("/desk/linking/bulk", &officer).await;
    assert!(all.status == 200 && all.body.contains("判断を待っている登録はありません"), "{}", all.body);
    let queue = "/desk/linking/bulk/nurse/JP?reason=nobody";
    let empty = desk.page(queue, &officer).await;
    assert!(empty.status == 200 && empty.body.contains("この理由で待っている登録はありません"));
    for nowhere in [
        "/desk/linking/bulk/nurse/JP",
        "/desk/linking/bulk/nurse/JP?reason=other",
        "/desk/linking/bulk/nurse/JP-13?reason=nobody",
        "/desk/linking/bulk/entries/x",
        "/desk/linking/bulk/entries/019a0000-0000-7000-8000-000000000001",
    ] {
        assert_eq!(desk.page(nowhere, &officer).await.status, 404, "{nowhere}");
    }
    let auditor = desk.sign_in("auditor").await;
    assert_eq!(desk.page(queue, &auditor).await.status, 403);
    let id = desk.first_id("number=101&qualification=nurse").await;
    let address = format!("/desk/linking/bulk/entries/{id}");
    assert_eq!(desk.page(&address, &officer).await.status, 404, "it does not wait");
    assert_eq!(desk.post(&address, &officer, "answer=link&ground=x").await.status, 403, "no key, no answer");
    let key = desk.page("/desk", &officer).await.hidden("form_key");
    let without = desk.post(&address, &officer, &format!("form_key={key}&answer=ask-holder&ground=x")).await;
    assert_eq!(without.status, 503, "without the resident register nothing is decided: {}", without.body);
}

/// The register's people have no holders, so everybody is called.
#[tokio::test(flavor = "multi_thread")]
async fn the_call_for_numbers_is_handed_over_on_a_ground() {
    let desk = Desk::start().await;
    let officer = desk.sign_in("officer").await;
    let address = "/desk/numbers/nurse/JP";
    let auditor = desk.sign_in("auditor").await;
    assert_eq!(desk.page(address, &auditor).await.status, 403, "an auditor hands nothing over");
    assert!(!desk.page("/desk/numbers", &auditor).await.body.contains(address));
    assert!(desk.page("/desk/numbers", &officer).await.body.contains(address));
    for nowhere in ["/desk/numbers/nurse/JP-13", "/desk/numbers/no-such/JP"] {
        assert_eq!(desk.page(nowhere, &officer).await.status, 404, "{nowhere}");
    }
    let page = desk.page(address, &officer).await;
    assert!(page.status == 200 && !page.body.contains("髙橋"), "how many, and nobody's name: {}", page.body);
    let key = page.hidden("form_key");
    let part = page.body.split("name=\"what\" value=\"").nth(3).and_then(|rest| rest.split('"').next());
    let part = part.expect("a part of the letters").replace(' ', "+");

    let post = async |form: String| desk.post(address, &officer, &form).await;
    assert_eq!(post("what=list&to=x&ground=y".to_owned()).await.status, 403, "no key");
    let empty = post(format!("form_key={key}&what=list&to=&ground=%E5%8D%94%E5%AE%9A")).await;
    assert_eq!(empty.status, 400);
    assert!(empty.body.contains("id=\"to-error\"") && !empty.body.contains("id=\"ground-error\""));
    assert!(empty.body.contains("value=\"協定\""), "what was typed stays: {}", empty.body);
    for broken in ["what=", "what=list+x", "what=a+b+c+d", "what=x+y+1+1"] {
        let answer = post(format!("form_key={key}&{broken}&to=x&ground=y")).await;
        assert!([400, 409].contains(&answer.status), "{broken}: {}", answer.status);
    }

    let to = format!("form_key={key}&to=%E6%9E%B6%E7%A9%BA%E7%9C%8B%E8%AD%B7%E5%8D%94%E4%BC%9A&ground=x");
    let list = post(format!("{to}&what=list")).await;
    assert_eq!((list.status, list.header("content-type")), (200, "text/csv; charset=utf-8"));
    assert_eq!(list.header("content-disposition"), "attachment; filename=\"numbers-nurse-JP.csv\"");
    assert_eq!(list.header("cache-control"), "no-store");
    for line in ["通番,登録番号,氏名,フリガナ\r\n", "1,第101号,髙橋　花子,タカハシ　ハナコ\r\n", "3,第103号,"]
    {
        assert!(list.body.contains(line), "{line}: {}", list.body);
    }
    assert!(!list.body.contains("1988"), "no date of birth");
    let letters = post(format!("{to}&what={part}")).await;
    assert_eq!(letters.header("content-disposition"), "attachment; filename=\"letters-nurse-JP-1-3.html\"");
    assert!(letters.body.matches("<section class=\"sheet\">").count() == 3, "{}", letters.body);
    assert!(letters.body.contains("架空看護協会 経由　通番 1　登録番号 第101号"), "{}", letters.body);

    // an employer's list: of nobody else it is told
    let staff = format!("{to}&numbers=103%0D%0A999%0D%0A");
    let list = post(format!("{staff}&what=list")).await;
    assert!(list.body.contains("1,第103号,") && !list.body.contains("第101号"), "{}", list.body);
    let letters = post(format!("{staff}&what=listed-letters")).await;
    assert_eq!(letters.header("content-disposition"), "attachment; filename=\"letters-nurse-JP-list.html\"");
    assert_eq!(letters.body.matches("<section class=\"sheet\">").count(), 1, "{}", letters.body);
    for (wrong, words) in [
        (format!("{staff}&what={part}"), "名簿を消してください"),
        (format!("{to}&what=listed-letters&numbers="), "1行に1つ"),
        (format!("{to}&what=list&numbers=999"), "呼びかける人はいません"),
        (format!("{to}&what=list&numbers=103%0D%0A%E5%8F%B7"), "読めない行が1行"),
    ] {
        let page = post(wrong).await;
        assert!(page.status == 400 && page.body.contains("id=\"numbers-error\""), "{words}: {}", page.body);
        assert!(page.body.contains(words), "{words}: {}", page.body);
    }

    // everybody on it is told
    let id = desk.first_id("number=101&qualification=nurse").await;
    let looks = desk.page(&format!("/desk/entries/{id}/disclosures"), &auditor).await.body;
    for what in ["番号の提供の呼びかけ（一覧）", "番号の提供の呼びかけ（書面）", "架空看護協会"]
    {
        assert!(looks.contains(what), "{what}: {looks}");
    }
}
