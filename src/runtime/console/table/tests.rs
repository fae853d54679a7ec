use super::*;

const COLUMNS: [Column; 4] =
    [Column::left("NAME"), Column::right("AGE").at_least(4), Column::left("TOWN").at_most(6), Column::left("WORDS")];

fn table(drops: &[Dispensable], rows: Vec<Row>, output: Output) -> Vec<String> {
    Table { columns: &COLUMNS, drops, rows }.lines(output)
}

fn row(cells: [&str; 4]) -> Row {
    Row::Cells(cells.map(Cell::from).to_vec())
}

const fn terminal(columns: usize) -> Output {
    Output::Terminal { columns, colour: false }
}

#[test]
fn columns_line_up_and_lines_end_with_text() {
    let rows =
        || vec![row(["张伟", "7", "Xi'an", "hello"]), row(["Ann", "41", "", ""]), row(["", "", "Schwerin", "x"])];
    assert_eq!(
        table(&[], rows(), terminal(80)),
        ["NAME   AGE  TOWN    WORDS", "张伟     7  Xi'an   hello", "Ann     41", "            Schwe…  x"]
    );
    assert_eq!(
        table(&[], rows(), Output::Pipe),
        [
            "NAME   AGE  TOWN      WORDS",
            "张伟     7  Xi'an     hello",
            "Ann     41  -         -",
            "-        -  Schwerin  x"
        ]
    );
}

#[test]
fn columns_go_in_their_order_when_the_last_one_has_too_little() {
    let rows = || vec![row(["Ann", "41", "Lyon", "hello"])];
    let drops = [("TOWN", 8), ("AGE", 4)];
    let headings = |columns| table(&drops, rows(), terminal(columns))[0].clone();
    assert_eq!(headings(26), "NAME   AGE  TOWN  WORDS");
    assert_eq!(headings(25), "NAME   AGE  WORDS");
    assert_eq!(headings(16), "NAME   AGE  WOR…");
    assert_eq!(headings(15), "NAME  WORDS");
}

#[test]
fn no_line_exceeds_the_terminal() {
    let rows = || vec![row(["Ann", "41", "Lyon", "你好你好"]), Row::Folded("Bob".into(), "31 more".into())];
    for columns in 0..40 {
        for line in table(&[], rows(), terminal(columns)) {
            assert!(text::width(&line) <= columns, "{line:?} in {columns}");
            assert_eq!(line, line.trim_end());
        }
    }
    assert_eq!(table(&[], rows(), terminal(40))[2], "Bob   31 more");
}

#[test]
fn colours_are_for_terminals_that_want_them() {
    let rows = || vec![Row::Cells(vec![Cell::tinted("Ann".into(), Tint::Cyan), "41".into(), "".into(), "".into()])];
    let colour = Output::Terminal { columns: 80, colour: true };
    assert_eq!(table(&[], rows(), colour)[1], "\x1b[36mAnn\x1b[0m     41");
    assert_eq!(table(&[], rows(), terminal(80))[1], "Ann     41");
}
