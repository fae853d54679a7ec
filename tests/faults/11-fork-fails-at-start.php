<?php
/**
 * fork fails at the start
 *
 * The first, one in the middle and the last: an exception, no half fleet, and the script goes on as if nothing had been.
 */

require __DIR__ . '/fault.inc';
require __DIR__ . '/../errors/fails_to_start.inc';

$begun = clock();
foreach ([1, 2, 4] as $number) {
    fails_to_start(
        "?clone,?clone3,?fork:error=EAGAIN:when=$number",
        "the fleet did not start: fork worker#$number: (Resource temporarily unavailable|Try again) \(EAGAIN\); no worker is left",
    );
}
$took = (clock() - $begun) / 3;

// The same place works once forks do.
$fleet = Fleet::start('<?php (new Naruto\Manager(["startNum" => 4]))->run(fn () => 0);');
$fleet->awaitLog('/ started: 4 workers /');
$fleet->signal(SIGUSR2);
five_checks($fleet);
held('3 times refused with EAGAIN, no half fleet, after ' . at_most($took, 2));
