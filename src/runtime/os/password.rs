//! The system's password database: whether a password is a user's.
//!
//! Hashed by the system's own crypt(3), as login does it: PHP's function of that name does not know yescrypt, which is what
//! Debian and its like have hashed with for years. Looked for when it is needed, as most fleets never need it.

use crate::os::fork;
use std::ffi::{CStr, CString, c_char, c_void};
use std::fmt;
use std::sync::atomic::{Ordering, compiler_fence};

/// A password. Wiped when it is dropped, and shown by nobody.
pub struct Secret(Box<[u8]>);

impl Secret {
    /// A copy of it.
    pub fn new(bytes: &[u8]) -> Self {
        // One allocation: a text that grows leaves copies behind.
        let mut copy = vec![0; bytes.len() + 1].into_boxed_slice();
        copy[..bytes.len()].copy_from_slice(bytes);
        Self(copy)
    }

    fn as_text(&self) -> Option<&CStr> {
        CStr::from_bytes_with_nul(&self.0).ok()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

impl Drop for Secret {
    fn drop(&mut self) {
        wipe(&mut self.0);
    }
}

/// Overwrites, also if nobody ever looks again.
pub fn wipe(bytes: &mut [u8]) {
    for byte in bytes {
        // SAFETY: a valid place; volatile, so that it is not left out as useless.
        unsafe { std::ptr::write_volatile(byte, 0) };
    }
    compiler_fence(Ordering::SeqCst);
}

/// What the database says of a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    Right,
    Wrong,
    /// The account is locked, or never had one.
    None,
    UnknownHash,
    NoCrypt,
    NotFound,
}

impl Verdict {
    const ALL: [Self; 6] = [Self::Right, Self::Wrong, Self::None, Self::UnknownHash, Self::NoCrypt, Self::NotFound];
}

/// Whether this is the user's password. An error says why it is not, or why that cannot be told.
///
/// A child looks, so that nothing of the database ever is in the memory of the master and of those who are forked from it.
pub fn check(user: &str, given: &Secret) -> Result<(), String> {
    let verdict =
        fork::ask_child(|| Verdict::ALL.iter().position(|verdict| *verdict == judge(user, given)).unwrap_or(0));
    let verdict = verdict.map_err(|errno| format!("it cannot be checked, fork: {}", errno.desc()))?;
    match usize::try_from(verdict).ok().and_then(|verdict| Verdict::ALL.get(verdict)) {
        Some(Verdict::Right) => Ok(()),
        Some(Verdict::Wrong) => Err(format!("that is not the password of {user}")),
        Some(Verdict::None) => Err(format!("{user} has no password on this system, so none is right")),
        Some(Verdict::UnknownHash) => {
            Err("this system's crypt(3) does not know how that password is hashed".to_owned())
        }
        Some(Verdict::NoCrypt) => Err("there is no crypt(3) on this system; install libcrypt".to_owned()),
        Some(Verdict::NotFound) | None => Err(format!("the password of {user} cannot be looked up; only root may")),
    }
}

fn judge(user: &str, given: &Secret) -> Verdict {
    let Some(hash) = CString::new(user).ok().and_then(|name| hash_of(&name)) else { return Verdict::NotFound };
    compare(given, &hash)
}

fn compare(given: &Secret, hash: &CStr) -> Verdict {
    // What locks an account is no hash: shadow(5).
    if hash.is_empty() || hash.to_bytes().starts_with(b"!") || hash.to_bytes().starts_with(b"*") {
        return Verdict::None;
    }
    given.as_text().map_or(Verdict::Wrong, |text| crypt(text, hash))
}

fn hash_of(user: &CStr) -> Option<CString> {
    // SAFETY: the entry is a static one of the C library's, valid until the next call; this process has one thread.
    unsafe {
        let entry = libc::getspnam(user.as_ptr());
        (!entry.is_null() && !(*entry).sp_pwdp.is_null()).then(|| CStr::from_ptr((*entry).sp_pwdp).to_owned())
    }
}

type Crypt = unsafe extern "C" fn(*const c_char, *const c_char) -> *mut c_char;

fn crypt(text: &CStr, hash: &CStr) -> Verdict {
    let Some(function) = find_crypt() else { return Verdict::NoCrypt };
    // SAFETY: two texts in, a text in static memory out, or null; one thread.
    let result = unsafe { function(text.as_ptr(), hash.as_ptr()) };
    if result.is_null() {
        return Verdict::UnknownHash;
    }
    // SAFETY: as above.
    let result = unsafe { CStr::from_ptr(result) }.to_bytes();
    // `*0` and `*1` say that it has failed: crypt(5).
    if result.is_empty() || result.starts_with(b"*") {
        return Verdict::UnknownHash;
    }
    if result == hash.to_bytes() { Verdict::Right } else { Verdict::Wrong }
}

/// In a library of its own with glibc, in the C library itself elsewhere.
fn find_crypt() -> Option<Crypt> {
    let symbol = |library: *mut c_void| {
        // SAFETY: null is the default set of libraries, anything else was opened; the name is a text.
        let found = unsafe { libc::dlsym(library, c"crypt".as_ptr()) };
        // SAFETY: that symbol is the function of crypt(3), everywhere.
        (!found.is_null()).then(|| unsafe { std::mem::transmute::<*mut c_void, Crypt>(found) })
    };
    let open = |name: &CStr| {
        // SAFETY: the system's own library, whose constructors touch nothing of ours.
        let library = unsafe { libc::dlopen(name.as_ptr(), libc::RTLD_NOW | libc::RTLD_LOCAL) };
        (!library.is_null()).then_some(library)
    };
    [c"libcrypt.so.1", c"libcrypt.so.2"]
        .into_iter()
        .find_map(|name| symbol(open(name)?))
        .or_else(|| symbol(std::ptr::null_mut()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `openssl passwd -6 -salt naruto secret`
    const SHA512: &CStr =
        c"$6$naruto$mWfoA9awLV3LvGkTFDQ2Me3v0hkiokYPhruMN64khKKyR2vTVu7l8cLEwuYAGUiYkUhasW05Uqw8n1EBtISf80";

    #[test]
    fn a_password_is_compared_by_the_systems_own_hash() {
        let verdict = |text: &str, hash: &CStr| compare(&Secret::new(text.as_bytes()), hash);
        assert_eq!(verdict("secret", SHA512), Verdict::Right);
        for wrong in ["Secret", "secret ", "secre", "", "secret\0"] {
            assert_eq!(verdict(wrong, SHA512), Verdict::Wrong, "{wrong:?}");
        }
        for locked in [c"", c"*", c"!", c"!$6$naruto$x"] {
            assert_eq!(verdict("", locked), Verdict::None);
        }
        assert_eq!(verdict("secret", c"$99$x$y"), Verdict::UnknownHash);
    }

    #[test]
    fn a_secret_shows_nothing() {
        assert_eq!(format!("{:?}", Secret::new(b"secret")), "***");
        let mut bytes = *b"secret";
        wipe(&mut bytes);
        assert_eq!(bytes, [0; 6]);
    }
}
