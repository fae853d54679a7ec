//! A terminal that a picture is shown on again and again, and that is left as it was found.

use nix::sys::termios::{LocalFlags, SetArg, SpecialCharacterIndices, Termios, tcgetattr, tcsetattr};
use std::io::{IsTerminal, Write};
use std::os::fd::{AsFd, AsRawFd};

/// Columns and rows, if the terminal says so.
pub fn size(terminal: &impl AsFd) -> Option<(usize, usize)> {
    let mut size = libc::winsize { ws_row: 0, ws_col: 0, ws_xpixel: 0, ws_ypixel: 0 };
    // SAFETY: TIOCGWINSZ writes a winsize, and that is what it gets.
    let told = unsafe { libc::ioctl(terminal.as_fd().as_raw_fd(), libc::TIOCGWINSZ, &raw mut size) };
    (told == 0 && size.ws_col > 0).then_some((size.ws_col.into(), size.ws_row.into()))
}

/// The other screen of a terminal, with what was there before kept beneath it; keys come one by one and are not shown.
/// As xterm has it, and every terminal of today.
#[derive(Debug)]
pub struct Screen {
    /// How the keyboard was; none if there is none.
    before: Option<Termios>,
}

const ENTER: &str = "\x1b[?1049h\x1b[?25l";
const LEAVE: &str = "\x1b[?25h\x1b[?1049l";

impl Screen {
    /// Shows it, empty.
    pub fn enter() -> Self {
        let before = tcgetattr(std::io::stdin()).ok().filter(|_| std::io::stdin().is_terminal());
        if let Some(before) = &before {
            let mut keys = before.clone();
            keys.local_flags.remove(LocalFlags::ICANON | LocalFlags::ECHO);
            keys.control_chars[SpecialCharacterIndices::VMIN as usize] = 1;
            keys.control_chars[SpecialCharacterIndices::VTIME as usize] = 0;
            // A keyboard that stays as it is costs a picture with letters in it.
            let _ = tcsetattr(std::io::stdin(), SetArg::TCSADRAIN, &keys);
        }
        say(ENTER);
        Self { before }
    }

    /// Whether there are keys to wait for.
    pub fn has_keys(&self) -> bool {
        self.before.is_some()
    }

    /// Shows these lines in place of those before, without a moment in which nothing is there.
    pub fn draw<'a>(&self, lines: impl Iterator<Item = &'a str>) {
        let mut picture = "\x1b[H".to_owned();
        for (at, line) in lines.enumerate() {
            picture += if at == 0 { "" } else { "\r\n" };
            picture += line;
            picture += "\x1b[K";
        }
        say(&(picture + "\x1b[J"));
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        say(LEAVE);
        if let Some(before) = &self.before {
            let _ = tcsetattr(std::io::stdin(), SetArg::TCSADRAIN, before);
        }
    }
}

/// A terminal that has gone is noticed by its signal.
fn say(text: &str) {
    let mut out = std::io::stdout().lock();
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}
