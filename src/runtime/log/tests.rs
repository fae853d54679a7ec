use super::*;
use std::path::PathBuf;

/// A folder of this test's own, gone at its end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("naruto-log-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&path).expect("a folder");
        Self(path)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    fn log(&self) -> Log {
        Log::to_file(&self.path("log"), Style { level: Level::Info, format: Format::Text, name: "shop".into() })
            .expect("a log")
    }

    /// Events and sentences of a file.
    fn said(&self, name: &str) -> Vec<String> {
        let text = std::fs::read_to_string(self.path(name)).expect("a file");
        text.lines().map(|line| line.split_once("  ").map_or("", |(_, rest)| rest.trim_start()).to_owned()).collect()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn say(log: &Log, sentence: &str) {
    log.line(Level::Info, &Who::Master, "log", sentence);
}

#[test]
fn what_a_full_disk_did_not_take_is_counted_and_told_when_it_has_room() {
    let folder = Folder::new("full");
    std::os::unix::fs::symlink("/dev/full", folder.path("log")).expect("a link");
    let log = folder.log();
    log.line(Level::Debug, &Who::Master, "log", "not wanted, so not lost");
    for line in 0..5 {
        say(&log, &line.to_string());
    }
    std::fs::remove_file(folder.path("log")).expect("the link");
    log.0.file.look_now();
    say(&log, "room");
    say(&log, "again");
    let said = folder.said("log");
    assert!(said[0].ends_with("dropped: 5 lines of the log could not be written"), "{said:?}");
    assert!(said[1].ends_with("log: room") && said[2].ends_with("log: again") && said.len() == 3, "{said:?}");
}

#[test]
fn a_file_that_was_renamed_or_deleted_is_opened_anew() {
    let folder = Folder::new("rotate");
    let log = folder.log();
    say(&log, "first");
    std::fs::rename(folder.path("log"), folder.path("log.1")).expect("rotated");
    say(&log, "not looked yet");
    log.0.file.look_now();
    say(&log, "second");
    std::fs::remove_file(folder.path("log")).expect("deleted");
    log.0.file.look_now();
    say(&log, "third");
    assert_eq!(folder.said("log.1").len(), 2);
    assert!(folder.said("log")[0].ends_with("log: third"));
}

#[test]
fn a_file_that_cannot_be_opened_anew_is_told_of_once_and_written_on() {
    let folder = Folder::new("stuck");
    let log = folder.log();
    std::fs::rename(folder.path("log"), folder.path("old")).expect("renamed");
    std::fs::create_dir(folder.path("log")).expect("something in the way");
    for sentence in ["one", "two"] {
        log.0.file.look_now();
        say(&log, sentence);
    }
    let said = folder.said("old");
    assert!(said[0].contains("EISDIR") && said[0].ends_with("lines go on to the file that is open"), "{said:?}");
    assert!(said[1].ends_with("log: one") && said[2].ends_with("log: two") && said.len() == 3, "{said:?}");
    std::fs::remove_dir(folder.path("log")).expect("out of the way");
    log.0.file.look_now();
    say(&log, "three");
    assert!(folder.said("log")[0].ends_with("log: three"));
}

#[test]
fn a_pipe_gets_what_it_can_take_once_somebody_reads() {
    let folder = Folder::new("pipe");
    nix::unistd::mkfifo(&folder.path("log"), nix::sys::stat::Mode::from_bits_truncate(0o600)).expect("a pipe");
    let log = folder.log();
    say(&log, "nobody reads");
    let reader = crate::os::fifo::open_reader(&folder.path("log")).expect("a reader");
    log.0.file.look_now();
    say(&log, "somebody reads");
    let mut buffer = [0; 4096];
    let crate::os::descriptor::Read::Bytes(count) = crate::os::descriptor::read(&reader, &mut buffer) else {
        panic!("nothing came")
    };
    let text = String::from_utf8_lossy(&buffer[..count]);
    assert!(text.contains("dropped: 1 line of the log could not be written\n"), "{text}");
    assert!(text.ends_with("log: somebody reads\n"), "{text}");
}

#[test]
fn lines_for_the_host_wait_and_come_back_if_it_does_not_take_them() {
    let folder = Folder::new("host");
    let log = folder.log();
    log.hand_over();
    say(&log, "both");
    assert!(log.has_lines());
    log.while_telling(|| {
        assert!(!log.has_lines(), "the host is busy");
        let record = log.take().expect("a line");
        assert_eq!(record.message(), "log: both");
        let keys: Vec<_> = record.context().map(|(key, _)| key).collect();
        assert_eq!(keys, ["time", "name", "who", "pid", "event"]);
        say(&log, "what the logger causes");
    });
    assert!(!log.has_lines());
    say(&log, "not taken");
    log.keep();
    assert!(!log.has_lines());
    let said = folder.said("log");
    assert_eq!(said.len(), 3, "each stands in the file once: {said:?}");
}
