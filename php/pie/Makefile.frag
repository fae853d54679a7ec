NARUTO_ROOT = $(top_srcdir)/../..
NARUTO_SOURCES = $(shell find $(NARUTO_ROOT)/src $(NARUTO_ROOT)/.cargo $(NARUTO_ROOT)/Cargo.toml $(NARUTO_ROOT)/Cargo.lock -type f)

all build-modules: $(phplibdir)/naruto.so

# A file with prerequisites, so that "sudo make install" after "make" needs no cargo, which root often has not.
$(phplibdir)/naruto.so: $(NARUTO_SOURCES)
	cd $(NARUTO_ROOT) && PHP=$(NARUTO_PHP) PHP_CONFIG=$(NARUTO_PHP_CONFIG) CARGO_TARGET_DIR=$(top_builddir)/target \
		$(NARUTO_CARGO) build --locked --package naruto --profile $(NARUTO_PROFILE)
	cp $(top_builddir)/target/$(NARUTO_BUILT)/libnaruto.so $@.new
	mv $@.new $@
