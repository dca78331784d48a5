# From a real file to the page: the contracts of an insurer give the same churn
# table as an independent implementation, in every form.
use strict;
use warnings;
use utf8;
use JSON::PP;
use RT::Browser;
use RT::Expected;
use RT::Site;
use Test::More;

plan skip_all => RT::Site::missing() if RT::Site::missing();
plan skip_all => 'the data sets of ../shared are not here'
    if !RT::Expected::shared();
my $file = RT::Expected::shared() . '/data/eusaving/eusaving_contracts.csv';

my $site = RT::Site->new;
my (undef, $said, $status) = $site->retention(
    'import', 'contracts', $file,
    (map { ('--map', $_) } qw(contract_id=policy.ID client_id=policy.ID
        start_date=issue.date end_date=termination.date end_cause=lapse.reason
        region=gender channel=premium.frequency)),
    '--open-when', 'lapse.reason=In force', '--as-of', '2007-12-31');
is $status, 0, 'the file is imported' or diag $said;
is $site->value('SELECT COUNT(*) FROM contracts'), 21921, 'every row is stored';
is $site->value('SELECT COUNT(*) FROM contracts WHERE end_date IS NULL'), 13880,
    'policies in force have no end';
$site->refresh;

sub block {
    my @args = @_;
    my ($out, $err, $code) = $site->retention('block', 'churn', @args);
    die $err if $code != 0;
    return $out;
}
my %want = map { $_ => RT::Expected::table("churn_${_}ly_eusaving.csv") } qw(month year);
for my $by (qw(month year)) {
    is RT::Expected::differences(
        RT::Expected::csv(block('--by', $by, '--voluntary', 'Surrender', '--format', 'csv')),
        $want{$by}), '', "retention block churn --by $by: every cell";
}
my $json = decode_json(block('--by', 'month', '--voluntary', 'Surrender',
        '--format', 'json'));
is $json->{as_of}, '2007-12-31', 'JSON gives the last known day';
is RT::Expected::differences(
    [[map { $_->{name} } @{$json->{tables}[0]{columns}}],
        map { [map { $_ // '' } @$_] } @{$json->{tables}[0]{rows}}],
    $want{month}), '', 'JSON: every cell';

# The counts of all parts add up to those of the whole, cell by cell.
for my $part (['region', 'Male', 'Female'], ['channel', 'unique', '']) {
    my ($key, @values) = @$part;
    my ($whole, @parts) = map { RT::Expected::csv(block('--by', 'year', '--format', 'csv', @$_)) }
        [], map { ["--$key", $_] } @values;
    my @off;
    # The table of a part begins with the first of its clients.
    my @at = map { my %row = map { $_->[0] => $_ } @$_; \%row } @parts;
    for my $i (1 .. $#$whole) {
        for my $c (1 .. 7) {
            my $sum = 0;
            $sum += ($_->{$whole->[$i][0]} // [])->[$c] // 0 for @at;
            push @off, "$i/$c" if $sum != $whole->[$i][$c];
        }
    }
    is "@off", '', "by $key the parts add up to the whole";
}

$site->start;
my $admin = $site->sign_in(role => 'admin');
my $r = $site->get('/block/churn.csv?by=month&voluntary=Surrender', as => $admin);
is $r->{status}, 200, 'CSV is served over HTTP';
is RT::Expected::differences(RT::Expected::csv($r->{content}), $want{month}), '', 'with every cell';

sub number {
    my ($text) = @_;
    return '' if $text eq '—';
    $text =~ s/[\x{a0}\x{202f} ]//g;
    my $share = $text =~ s/%$//;
    # A comma is the decimal point in Russian and separates thousands in
    # English.
    if ($_[1] eq 'ru') { $text =~ tr/,/./ } else { $text =~ tr/,//d }
    return $share ? sprintf('%.4f', $text / 100) : $text;
}

SKIP: {
    skip RT::Browser::missing(), 1 if RT::Browser::missing();
    my $b = RT::Browser->new(width => 1400, height => 1000);
    $b->open($site->url . '/login?t=' . $site->link_for($admin->{name}));
    $b->follow('main form button');
    for my $lang (qw(ru en)) {
        $b->open($site->url . "/churn?by=year&voluntary=Surrender&lang=$lang");
        my $cells = $b->eval(<<'JS');
return Array.from(document.querySelectorAll('table[data-table=churn] tbody tr'))
    .map(tr => Array.from(tr.cells).map(td => td.textContent.trim()));
JS
        my %row = map { $_->[0] => $_ } @$cells;
        my @off;
        for my $want (@{$want{year}}[1 .. $#{$want{year}}]) {
            my $got = $row{$want->[0]} // [];
            for my $c (1 .. $#$want) {
                my $g = number($got->[$c] // 'nothing', $lang);
                my $w = $want->[$c];
                $w = sprintf '%.4f', $w if $w =~ /\./;
                push @off, "$want->[0] $want{year}[0][$c]: $g, not $w"
                    if $g eq '' ? $w ne '' : $w eq '' || $g != $w;
            }
        }
        is join("\n", @off), '', "the page in $lang: every number";
        like $b->text('h1'), $lang eq 'ru' ? qr/Отток/ : qr/churn/i,
            "its words are in $lang";
        ok $b->wait_for(sub { $b->eval(
                'const i = document.querySelector("figure.picture img");'
                . 'return i.complete && i.naturalWidth > 300') }),
            'the picture is there';
        cmp_ok $b->count('map area'), '>=', 9, 'and every bar has an area to point at';
    }
}
$site->finish;
done_testing;
