use super::*;

#[test]
fn a_folder_holds_one_country_and_says_what_is_wrong() {
    let folder = tempfile::tempdir().unwrap();
    let made = |seed| CountryFolder::new((seed, 2_000), |_| vec!["JP".to_owned()]).unwrap();
    assert!(matches!(CountryFolder::open(folder.path()), Err(FolderError::Missing(_))));
    made(4).write(folder.path()).unwrap();
    made(4).write(folder.path()).unwrap();
    assert!(matches!(made(5).write(folder.path()), Err(FolderError::Another(_))));
    let nation = CountryFolder::open(folder.path()).unwrap();
    let day = nation.advance(7).unwrap();
    let again = CountryFolder::open(folder.path()).unwrap();
    assert_eq!(again.today(), day);
    assert!(again.people().take(50).eq(nation.people().take(50)));
    std::fs::write(folder.path().join(FILE), "seed = 1\npeopel = 3\n").unwrap();
    let error = CountryFolder::open(folder.path()).unwrap_err().to_string();
    assert!(error.contains("line 2") && error.contains("peopel"), "{error}");
}
