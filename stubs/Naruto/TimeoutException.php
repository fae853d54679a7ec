<?php

// For IDEs and static analysis; the rules that hold everywhere are at the top of Manager.php.

namespace Naruto;

/** Thrown into a job that has run longer than jobTimeout; says for how long. Caught: the worker goes on. */
final class TimeoutException extends ProcessException {}
