<?php

// For IDEs and static analysis; the rules that hold everywhere are at the top of Manager.php.

namespace Naruto;

/**
 * The one to catch: everything Naruto throws is one of these (but \ValueError and \TypeError for arguments).
 * Also the log of 0.5: the static methods write to Naruto's log.
 *
 * @phpstan-type Entry array{msg: array<array-key, scalar|null>, path?: string}
 */
class ProcessException extends \RuntimeException
{
    /**
     * Logs at level info.
     *
     *     Naruto\ProcessException::info(['msg' => ['from' => 'import', 'rows' => 1204]]);
     *
     * @param Entry $data `path` is ignored: there is one log
     */
    public static function info(array $data): void {}

    /**
     * Logs at level debug; shown with the setting `logLevel` debug.
     *
     * @param Entry $data
     */
    public static function debug(array $data): void {}

    /**
     * Logs at level error and, as in 0.5, ends this process; with status 1, so that the end shows.
     *
     * @param Entry $data
     */
    public static function error(array $data): never {}
}
