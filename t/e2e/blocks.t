# Blocks from the command line: every form in both languages, their own options,
# and a price that a later file changes.
use strict;
use warnings;
use utf8;
use JSON::PP;
use RT::Expected;
use RT::Site;
use Test::More;

plan skip_all => RT::Site::missing() if RT::Site::missing();
my $site = RT::Site->new(env => {REPORT_ZONE => 'UTC', MARGIN => '0.5'});

sub import_rows {
    my ($kind, $text, @args) = @_;
    my $file = $site->dir . "/tmp/$kind.csv";
    open my $out, '>:utf8', $file or die "$file: $!";
    print {$out} $text;
    close $out or die $!;
    my (undef, $err, $status) =
        $site->retention('import', $kind, $file, '--currency', 'RUB', @args);
    is $status, 0, "import $kind @args" or diag $err;
    return;
}

sub block {
    my ($out, $err, $status) = $site->retention('block', @_);
    return $status == 0 ? $out : "$status: $err";
}

sub answer { return decode_json(block(@_, '--format', 'json')) }

sub figure {
    my ($answer, $name) = @_;
    my ($f) = grep { $_->{name} eq $name } @{$answer->{figures}};
    return $f;
}

# The rows of a table as hashes by column.
sub rows {
    my ($answer, $name) = @_;
    my ($t) = grep { $_->{name} eq $name } @{$answer->{tables}};
    my @names = map { $_->{name} } @{$t->{columns}};
    return map { my %r; @r{@names} = @$_; \%r } @{$t->{rows}};
}

my $head = "contract_id,client_id,start_date,end_date,monthly_fee,region\n";
import_rows('contracts', $head
    . "k1,a,2024-01-10,,100.00,North\nk2,b,2024-01-15,,50.00,South\n"
    . "k3,c,2024-02-01,2024-03-05,20.00,North\n", '--as-of', '2024-03-31');
$site->refresh('--as-of', '2024-04-30');
my %before = map { $_->{period} => $_ } rows(answer('mrr'), 'mrr');
is $before{'2024-03'}{closing_mrr}, '150.00', 'two contracts at the end of March';

import_rows('contracts', $head
    . "k1,a,2024-01-10,,130.00,North\nk2,b,2024-01-15,,50.00,South\n"
    . "k3,c,2024-02-01,2024-03-05,20.00,North\n", '--as-of', '2024-04-10');
$site->refresh('--as-of', '2024-04-30');
my %after = map { $_->{period} => $_ } rows(answer('mrr'), 'mrr');
is_deeply [@after{qw(2024-01 2024-02 2024-03)}],
    [@before{qw(2024-01 2024-02 2024-03)}],
    "the file of April leaves the months before it unchanged";
is $after{'2024-04'}{expansion_mrr}, '30.00', 'the higher price counts as an expansion in April';
is $after{'2024-04'}{closing_mrr}, '180.00', 'and is in the revenue at its end';

import_rows('payments', "client_id,paid_at,amount\na,2024-01-10,100\n"
    . "a,2024-03-01,-30\na,2024-04-10,130\nb,2024-01-15,50\nb,2024-02-15,50\n"
    . "c,2024-02-01,20\n");
import_rows('offers', "offer_id,offer_type,description,min_profit_threshold,cost\n"
    . "1,discount,,0,15.50\n2,bonus,,0,20\n");
import_rows('cases', 'case_id,contract_id,initial_reason,proposed_offer_id,created_at,'
    . "completed_at,status\n1,k1,price,1,2024-03-01 10:00:00,2024-03-02 10:00:00,retained\n"
    . "2,k2,price,2,2024-03-03 10:00:00,,escalated\n"
    . "3,k3,moving,2,2024-03-04 10:00:00,2024-03-04 12:00:00,churned\n");
$site->refresh('--as-of', '2024-04-30');

sub fields {
    my ($line) = @_;
    my @fields;
    while ($line =~ /\G(?:"((?:[^"]|"")*)"|([^,]*))(,|\z)/g) {
        push @fields, defined $1 ? $1 =~ s/""/"/gr : $2;
        last if $3 eq '';
    }
    return \@fields;
}

# Rows of fields, the header first.
sub csv {
    my $text = block(@_, '--format', 'csv');
    utf8::decode($text);
    return map { fields($_) } split /\r\n/, $text;
}

# Where the first table as JSON differs from the CSV; '' when it does not.  JSON
# gives the table's last known day once, CSV gives it in each row.
sub csv_differs {
    my ($id) = @_;
    my $table = answer($id)->{tables}[0];
    my ($head, @rows) = csv($id);
    my @names = map { $_->{name} } @{$table->{columns}};
    if (!grep { $_ eq 'as_of' } @names) {
        push @names, 'as_of';
        push @$_, $table->{as_of} for @{$table->{rows}};
    }
    return "columns @$head" if "@$head" ne "@names";
    return @rows . ' rows' if @rows != @{$table->{rows}};
    for my $i (0 .. $#rows) {
        for my $c (0 .. $#$head) {
            my $want = $table->{rows}[$i][$c] // '';
            return "row $i, $head->[$c]: $rows[$i][$c], not $want"
                if !RT::Expected::same($rows[$i][$c], $want);
        }
    }
    return '';
}

my @ids = block('--list') =~ /^(\S+)/mg;
cmp_ok scalar @ids, '>=', 13, 'all blocks: ' . @ids;
for my $id (@ids) {
    for my $lang (qw(ru en)) {
        my $text = block($id, '--lang', $lang);
        utf8::decode($text);
        $lang eq 'ru'
            ? like $text, qr/\p{Cyrillic}{4}/, "$id: Russian text"
            : unlike $text, qr/\p{Cyrillic}/, "$id: English text";
        like block($id, '--lang', $lang, '--format', 'html'), qr/<html|<article|<section/,
            "$id: a page in $lang";
    }
    my $png = block($id, '--format', 'png', '--width', 640);
    is join(' ', unpack 'a4x12N', $png), "\x89PNG 640", "$id: the picture has the requested width";
    isnt $png, block($id, '--format', 'png', '--width', 640, '--region', 'Nowhere'),
        "$id: the picture depends on the data";
    is answer($id)->{block}, $id, "$id: JSON";
    my $csv = block($id, '--format', 'csv');
    is $csv, block($id, '--format', 'csv'), "$id: the CSV has the same bytes again";
    like block($id, '--format', 'csv', '--for', 'excel', '--lang', 'ru'),
        qr/^\xef\xbb\xbf[^\n]*;[^\n]*\r\n/, "$id: CSV for a Russian spreadsheet";
    if (@{answer($id)->{tables}}) {
        is csv_differs($id), '', "$id: CSV and JSON say the same";
    }
    else {
        my %of = map { $_->[0] => $_->[1] } csv($id);
        is_deeply [grep { !RT::Expected::same($of{$_->{name}}, $_->{value} // '') }
                @{answer($id)->{figures}}], [], "$id: CSV and JSON say the same";
    }
}
is figure(answer('reconciliation'), 'identities_broken')->{value}, 0,
    'everything reconciles';
is_deeply [map { $_->{holds} } rows(answer('reconciliation', '--region', 'North'),
        'identities')], [(1) x rows(answer('reconciliation', '--region', 'North'),
        'identities')], 'the identities hold for a part of the clients too';

import_rows('activity', "client_id,at\na,1910-01-01\na,2024-03-01\nb,2024-02-01\n");
$site->refresh('--as-of', '2024-04-30');
is_deeply [map { $_->{cohort} } rows(answer(qw(cohorts --source activity)), 'cohorts')],
    [('2024-02') x 3], 'with a stray day in 1910 the latest thousand months are shown';
for my $case (['ru', qr/здесь последние 1000\b/], ['en', qr/are the latest 1,000\b/]) {
    my ($lang, $said) = @$case;
    for my $format (qw(text html)) {
        my $text = block(qw(cohorts --source activity --lang), $lang, '--format', $format);
        utf8::decode($text);
        like $text, $said, "the $format says so in $lang";
    }
}
is substr(block(qw(cohorts --source activity --format png)), 0, 4), "\x89PNG",
    'such a table is drawn';
like block(qw(cohorts --source activity --to 1910-02)), qr/^1: .*1372/s,
    'an end before them is refused, with the number of periods';

my @cells = rows(answer(qw(cohorts --source payments)), 'cohorts');
is $cells[2]{revenue}, '-30.00', 'a refund lowers the revenue of its month';
is $cells[2]{active}, 0, 'and makes nobody active';
is scalar(rows(answer(qw(cohorts --source payments --first-seen drop)), 'pooled')), 3,
    'a dash on the command line stands for an underscore of URLs';
is figure(answer('ltv'), 'margin')->{value}, 0.5, 'the setting MARGIN is used';
is figure(answer(qw(ltv --margin 0.25)), 'margin')->{value}, 0.25, 'an option overrides it';
is_deeply [map { $_->{k} } rows(answer(qw(age-cohorts --by year --step month)),
        'age_cohorts')], [0, 1, 2, 3], 'yearly cohorts can have ages in months';
like block(qw(cohorts --source visits)), qr/^2: .*source.*visits/s,
    'an unknown source is wrong usage, and named';
like block(qw(churn --step year)), qr/^2: .*step/s,
    'and so is an option of another block';
like block(qw(cohorts --sorce payments)), qr/^2: .*sorce/s, 'and a misspelt option';
$site->finish;
done_testing;
