<?php

// For IDEs and static analysis; the rules that hold everywhere are at the top of Manager.php.

namespace Naruto;

/** A setting is wrong: says key, wanted, got, and the nearest key there is. */
final class ConfigException extends ProcessException {}
