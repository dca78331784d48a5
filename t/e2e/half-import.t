# After an import was broken off, pages show the data from before it and say so,
# until it is repeated.
use strict;
use warnings;
use RT::Site;
use Test::More;

my $why = RT::Site->missing;
plan skip_all => $why if $why;

my $site = RT::Site->new->small_company->start;
my $who  = $site->sign_in;

sub page { return $site->get('/churn?lang=en', as => $who)->{content} }

sub run_row {
    my ($id, $kind, $file, $hash, $ended, $options) = @_;
    $site->sql('INSERT INTO import_runs (id, kind, file_name, file_hash, options, '
        . "started_at, finished_at) VALUES ($id, '$kind', '$file', REPEAT('$hash', 32), '"
        . ($options // '') . "', UTC_TIMESTAMP(), "
        . ($ended ? 'UTC_TIMESTAMP()' : 'NULL') . ')');
    return;
}

sub refreshed {
    my ($out, $err, $status) = $site->retention('refresh', '--once');
    return $status;
}

my $broken = qr/An import was broken off half-way/;
unlike page(), $broken, 'there is no banner after a complete import';

sub figures { return $site->get('/block/churn.json', as => $who)->{content} }
my $before = figures();
$site->sql('DELETE FROM contracts WHERE id > 20');
run_row(100, 'contracts', 'new.csv', 'a', 0);
is refreshed(), 1, 'half an import is not published';
my $text = page();
like $text, $broken, 'the page says that its data are those from before';
is figures(), $before, 'and its figures are unchanged';

for my $case (
    ['another file of the kind', 101, 'contracts', 'other.csv', 'b', 1, ''],
    ['the same file, again broken off', 102, 'contracts', 'new.csv', 'a', 0, ''],
    ['the same name of another kind', 103, 'payments', 'new.csv', 'c', 1, ''],
) {
    my ($name, @row) = @$case;
    run_row(@row);
    is refreshed(), 1, "$name: still half";
}
run_row(110, 'contracts', 'corrected.csv', 'a', 1);
is refreshed(), 0, 'the same bytes under another name count as a repetition';
isnt figures(), $before, 'the new data are shown';
unlike page(), $broken, 'and the banner disappears';
run_row(111, 'contracts', 'new.csv', 'a', 0);
run_row(112, 'contracts', 'new.csv', 'd', 1);
is refreshed(), 0, 'so does a corrected file of the same name';
run_row(113, 'contracts', 'june.csv', 'e', 0);
run_row(114, 'contracts', 'july.csv', 'f', 1, '--as-of 2024-07-31 --full');
is refreshed(), 0, 'so does a later full file, which has everything';

# An import that an older version left unfinished would hold back the first
# snapshot for ever.
run_row(120, 'contracts', 'years-ago.csv', '1', 0);
is refreshed(), 1, 'such an import holds the snapshot back';
$site->sql('UPDATE import_runs SET started_at = UTC_TIMESTAMP() - INTERVAL 2 DAY WHERE id = 120',
    'DELETE FROM schema_version WHERE version = 39');
my ($out, $err, $status) = $site->retention('migrate');
is $status, 0, 'migrate' or diag $out, $err;
is refreshed(), 0, 'migrate accepts it as it is';
run_row(121, 'contracts', 'last-night.csv', '2', 0);
$site->sql('DELETE FROM schema_version WHERE version = 39');
$site->retention('migrate');
is refreshed(), 1, 'but not one that was broken off last night';
$site->sql('DELETE FROM import_runs WHERE id > 99', 'DELETE FROM import_accepts');
$site->finish;
done_testing;
