<?php
// What the demo prints. Colour is for terminals, and not for those who don't want it (https://no-color.org).

declare(strict_types=1);

function say(string $line = ''): void
{
    echo $line, "\n";
}

/** A command as one would type it, and what it is for. */
function step(string $command, string $remark): void
{
    say();
    say(bold("$ $command") . str_repeat(' ', max(1, 34 - strlen($command))) . dim("# $remark"));
}

function done(string $what): void
{
    say('  ' . painted('32', '✓') . " $what");
}

function bold(string $text): string
{
    return painted('1', $text);
}

function dim(string $text): string
{
    return painted('2', $text);
}

function painted(string $how, string $text): string
{
    $colour = stream_isatty(STDOUT) && getenv('NO_COLOR') === false;
    return $colour ? "\033[{$how}m$text\033[0m" : $text;
}

/** What must be so for the demo to go on. */
function expect(bool $so, string $what): void
{
    $so || fail("it is not so that $what");
}

/** Ends the demo; the fleet is put away by Shop. */
function fail(string $why, string $log = ''): never
{
    fwrite(STDERR, "\nThe demo has failed: $why.\n" . ($log === '' ? '' : "The log of the fleet ends with\n$log"));
    exit(1);
}
