use super::*;
use crate::command::{Change, Order, Target};

fn command(line: &str) -> Option<Command> {
    line.parse().ok()
}

/// A pipe as its reader sees it: each piece is followed by a pause.
#[derive(Default)]
struct Pipe {
    lines: Lines,
    heard: Vec<Command>,
}

impl Pipe {
    fn write(&mut self, bytes: impl AsRef<[u8]>) -> &mut Self {
        self.lines.feed(bytes.as_ref(), command, &mut self.heard);
        self.lines.pause(command, &mut self.heard);
        self
    }

    fn heard(&mut self) -> (Vec<Command>, u64) {
        (std::mem::take(&mut self.heard), self.lines.take_dropped())
    }
}

fn heard<B: AsRef<[u8]>>(pieces: impl IntoIterator<Item = B>) -> (Vec<Command>, u64) {
    let mut pipe = Pipe::default();
    for piece in pieces {
        pipe.write(piece);
    }
    pipe.heard()
}

fn commands(lines: &[&str]) -> Vec<Command> {
    lines.iter().map(|line| line.parse().unwrap()).collect()
}

fn random(seed: &mut u64) -> u8 {
    *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    seed.to_be_bytes()[0]
}

#[test]
fn lines_end_with_a_newline() {
    let got = heard(["\nreload\n\n  stop \r\nscale +1 mail\n\r\n"]);
    assert_eq!(got, (commands(&["reload", "stop", "scale +1 mail"]), 0));
}

#[test]
fn bare_words_need_no_newline() {
    for word in Command::BARE_WORDS {
        assert_eq!(heard([*word]), (commands(&[word]), 0));
        let spaced = format!(" {word} ");
        assert_eq!(heard([spaced]), (commands(&[word]), 0));
    }
    assert_eq!(heard(["reload", "\n"]), (commands(&["reload"]), 0));
    assert_eq!(heard(["reload\r", "\n"]), (commands(&["reload"]), 0));
}

#[test]
fn glued_words_are_taken_apart() {
    let two = (commands(&["reload", "reload"]), 0);
    assert_eq!(heard(["reloadreload"]), two);
    assert_eq!(heard(["reloadreload\n"]), two);
    assert_eq!(heard(["reload", "reload"]), two);
    assert_eq!(heard(["intstopfresh"]), (commands(&["int", "stop", "fresh"]), 0));
    assert_eq!(heard(["reloadx\n"]), (vec![], 7));
    assert_eq!(heard(["stopscale 4\n"]), (vec![], 11));
    assert_eq!(heard(["int".repeat(170)]).0.len(), 170);
}

#[test]
fn a_word_that_the_reader_does_not_know_is_obeyed_in_no_run() {
    let only_stop = |word: &str| (word == "stop").then_some(Order::Stop);
    let (mut lines, mut out) = (Lines::new(), vec![]);
    lines.feed(b"stopreload\nstopstop\n", only_stop, &mut out);
    lines.feed(b"stopreload", only_stop, &mut out);
    lines.pause(only_stop, &mut out);
    assert_eq!(out, [Order::Stop, Order::Stop]);
    assert_eq!(lines.take_dropped(), 10);
}

#[test]
fn every_split_in_two_is_one_command() {
    for line in ["reload\n", "stop\r\n", "fresh\n", "scale +12 mail\n", "terminate\n"] {
        for cut in 0..=line.len() {
            let got = heard([&line[..cut], &line[cut..]]);
            assert_eq!(got, (commands(&[line.trim()]), 0), "{line:?} cut at {cut}");
        }
    }
}

#[test]
fn every_split_in_single_bytes_is_one_command() {
    for line in ["reload\n", "quit", "scale 100 mail\n"] {
        let got = heard(line.bytes().map(|byte| [byte]));
        assert_eq!(got, (commands(&[line.trim()]), 0), "{line:?}");
    }
}

#[test]
fn a_target_is_not_torn_off_within_one_read() {
    let mut pipe = Pipe::default();
    pipe.lines.feed(b"reload", command, &mut pipe.heard);
    pipe.write(" mail#2\n");
    let target = Target::Worker { group: "mail".into(), number: 2 };
    let fresh = false;
    assert_eq!(pipe.heard(), (vec![Command::Reload { target, fresh }], 0));
}

#[test]
fn a_number_is_not_obeyed_before_its_end() {
    let mut pipe = Pipe::default();
    assert_eq!(pipe.write("scale 1").heard(), (vec![], 0));
    assert_eq!(pipe.write(" ").heard(), (vec![], 0));
    assert_eq!(pipe.write("\n").heard(), (commands(&["scale 1"]), 0));
    let ten = Command::Scale { change: Change::To(10), group: None };
    assert_eq!(heard(["scale 1", "0\n"]), (vec![ten], 0));
}

#[test]
fn a_fragment_does_not_swallow_what_comes_later() {
    assert_eq!(heard(["sto", "stop\n"]), (commands(&["stop"]), 3));
    assert_eq!(heard(["sto", "stop"]), (commands(&["stop"]), 3));
    assert_eq!(heard(["sto", "\nstop\n"]), (commands(&["stop"]), 3));
    assert_eq!(heard(["sto", "xx", "stop\n"]), (commands(&["stop"]), 5));
    assert_eq!(heard(["\u{0}ÿ", "scale 3\n"]), (commands(&["scale 3"]), 3));
    assert_eq!(heard(["a".repeat(510), "stop\n".into()]), (commands(&["stop"]), 510));
    assert_eq!(heard(["rel", "oad"]), (commands(&["reload"]), 0));
    assert_eq!(heard(["relo", " ", "ad\n"]), (vec![], 7));
}

#[test]
fn only_what_came_after_the_latest_pause_stands_for_itself() {
    let typed_slowly = "please do not stop\n".bytes().map(|byte| [byte]);
    assert_eq!(heard(typed_slowly), (vec![], 18));
}

#[test]
fn the_longest_line_has_512_bytes() {
    let padded = |len: usize| format!("{:len$}\n", "reload");
    assert_eq!(heard([padded(511)]), (commands(&["reload"]), 0));
    assert_eq!(heard([padded(512)]), (vec![], 512));
    assert_eq!(heard([format!("{:510}\r\n", "stop")]).0, commands(&["stop"]));
    assert_eq!(heard([padded(60_000) + "stop\n"]), (commands(&["stop"]), 60_000));
}

#[test]
fn endless_rubbish_is_dropped_up_to_the_newline_or_the_next_pause() {
    let rubbish = "x".repeat(5000);
    let stop = (commands(&["stop"]), 5000);
    assert_eq!(heard([format!("{rubbish}stop\n")]), (vec![], 5004));
    assert_eq!(heard([rubbish.as_str(), "stop\n"]), stop);
    assert_eq!(heard([rubbish.as_str(), "\nstop\n"]), stop);
    assert_eq!(heard([rubbish.as_str(), "stop"]), stop);
    assert_eq!(heard([&rubbish[..600], "sto", "p\n"]), (vec![], 604));
    assert_eq!(heard([&rubbish[..400], &rubbish[..400], "stop\n"]), (commands(&["stop"]), 800));
    assert_eq!(heard([&rubbish[..400], &rubbish[..4600], "stop\n"]), stop);
}

#[test]
fn binary_and_unknown_lines_are_dropped_and_counted_once() {
    let mut pipe = Pipe::default();
    pipe.write("r\u{e9}load\nre\tload\nRELOAD\n\u{1b}[Astop\nreload\n");
    assert_eq!(pipe.heard(), (commands(&["reload"]), 7 + 7 + 6 + 7));
    assert_eq!(pipe.heard(), (vec![], 0));
}

#[test]
fn a_megabyte_of_noise_yields_nothing_and_does_not_stay() {
    let mut seed = 1;
    let mut pipe = Pipe::default();
    let mut fed = 0;
    let mut ends = 0;
    while fed < 1 << 20 {
        let piece: Vec<u8> = (0..=random(&mut seed)).map(|_| random(&mut seed)).collect();
        fed += piece.len();
        ends += piece.split(|&byte| byte == b'\n').count() - 1;
        pipe.write(piece);
    }
    let (heard, dropped) = pipe.write("\n").heard();
    assert_eq!(heard, []);
    let unaccounted = (fed - ends) as u64 - dropped;
    // Lines of spaces alone are nothing, and in noise hardly ever longer than one byte.
    assert!(unaccounted < 400, "{unaccounted} of {fed} bytes");
    assert_eq!(pipe.write("reload\n").heard(), (commands(&["reload"]), 0));
}

#[test]
fn in_a_megabyte_of_noise_every_whole_write_is_heard() {
    let mut seed = 2;
    let mut pipe = Pipe::default();
    for round in 0..4000 {
        let noise: Vec<u8> = (0..=random(&mut seed)).map(|_| random(&mut seed)).collect();
        pipe.write(noise);
        // As the master writes it, and as `echo` does, which hopes for the pause before it.
        let line = if round % 2 == 0 { "\nstop\n" } else { "stop\n" };
        assert_eq!(pipe.write(line).heard().0, [Command::Stop], "{round}");
    }
}

#[test]
fn letters_cut_at_random_are_never_half_obeyed() {
    let mut seed = 3;
    for _ in 0..2000 {
        let text = "scale 12 mail\n".repeat(8);
        let mut rest = text.as_str();
        let mut pipe = Pipe::default();
        while !rest.is_empty() {
            let (now, later) = rest.split_at(rest.len().min(usize::from(random(&mut seed) % 40)));
            pipe.write(now);
            rest = later;
        }
        assert_eq!(pipe.heard(), (commands(&["scale 12 mail"; 8]), 0));
    }
}
