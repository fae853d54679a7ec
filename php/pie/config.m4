dnl Lets phpize, configure and make, and so PIE, build naruto. The building is cargo's; there is no
dnl PHP_NEW_EXTENSION, which would make an empty naruto.so of its own beside the real one.

PHP_ARG_ENABLE([naruto],
  [whether to build naruto],
  [AS_HELP_STRING([--disable-naruto], [Do not build naruto])],
  [yes])

PHP_ARG_ENABLE([cargo-debug],
  [whether to build naruto without optimisation],
  [AS_HELP_STRING([--enable-cargo-debug], [Build naruto without optimisation])],
  [no],
  [no])

if test "$PHP_NARUTO" != "no"; then
  if test "$PHP_THREAD_SAFETY" = "yes"; then
    AC_MSG_ERROR([naruto forks, which a thread-safe PHP (ZTS) cannot do safely: use a PHP without threads (NTS)])
  fi

  AC_PATH_PROG([NARUTO_CARGO], [cargo], [no], [$PATH$PATH_SEPARATOR$HOME/.cargo/bin])
  if test "$NARUTO_CARGO" = "no"; then
    AC_MSG_ERROR([cargo is missing: naruto is written in Rust, get it from https://rustup.rs])
  fi

  dnl The oldest Rust is told by Cargo.toml, in one place.
  AC_MSG_CHECKING([for the version of Rust])
  naruto_rust=$("$NARUTO_CARGO" --version | cut -d' ' -f2)
  naruto_oldest=$(sed -n 's/^rust-version = "\(.*\)"/\1/p' "$srcdir/../../Cargo.toml")
  AC_MSG_RESULT([$naruto_rust])
  AS_VERSION_COMPARE([$naruto_rust], [$naruto_oldest],
    [AC_MSG_ERROR([Rust $naruto_rust is too old, naruto needs $naruto_oldest or newer: rustup update stable])])

  AS_IF([test "$PHP_CARGO_DEBUG" = "yes"], [NARUTO_PROFILE=dev NARUTO_BUILT=debug], [NARUTO_PROFILE=release NARUTO_BUILT=release])
  dnl phpize does not hand PHP_CONFIG on to make, and the build wants its whole path.
  NARUTO_PHP_CONFIG=$(command -v "$PHP_CONFIG")
  NARUTO_PHP=$($PHP_CONFIG --php-binary)
  dnl make install takes the module from there. With no directory at all configure would complain.
  PHP_ADD_BUILD_DIR([$(pwd)/modules])
  PHP_SUBST([NARUTO_CARGO])
  PHP_SUBST([NARUTO_PROFILE])
  PHP_SUBST([NARUTO_BUILT])
  PHP_SUBST([NARUTO_PHP_CONFIG])
  PHP_SUBST([NARUTO_PHP])
  PHP_ADD_MAKEFILE_FRAGMENT([$srcdir/Makefile.frag])
fi
