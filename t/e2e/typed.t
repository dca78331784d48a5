# What people type, on pages and on the command line: dates in every spelling,
# several values of an option, values that nobody has.
use strict;
use warnings;
use utf8;
use Encode qw(decode encode);
use RT::Site;
use Test::More;

binmode Test::More->builder->$_, ':encoding(UTF-8)'
    for qw(output failure_output todo_output);
plan skip_all => RT::Site::missing() if RT::Site::missing();

my $site = RT::Site->new->start;
$site->small_company;    # known until 2024-06-30
my %reader = map { $_ => $site->sign_in(lang => $_) } qw(ru en);

sub escape {
    my ($text) = @_;
    return encode('UTF-8', $text) =~ s/([^A-Za-z0-9._-])/sprintf '%%%02X', ord $1/ger;
}

sub page {
    my ($query, $lang) = @_;
    my $r = $site->get("/churn?$query", as => $reader{$lang // 'en'});
    $r->{content} = decode('UTF-8', $r->{content});
    return $r;
}

# The address to which a page with this text in the field redirects.
sub leads_to {
    my ($field, $text, $lang) = @_;
    my $r = page("$field=" . escape($text), $lang);
    return $r->{status} == 303 ? $r->{headers}{location} : "$r->{status} as it is";
}

subtest 'each spelling of a date leads to the same address' => sub {
    my %spellings = (
        '2024-03-01' => [ '2024-3-1', '2024.03.01', '2024/03/01', '20240301', '01.03.2024',
            '1.3.2024', '1 марта 2024', '1 Mar 2024', 'March 1, 2024', ' 2024-03-01 ' ],
        '2024-03' => [ '03.2024', 'март 2024', 'Mar 2024', 'МАР. 2024' ],
        '2024Q1'  => [ 'Q1 2024', '1 кв. 2024', '1 квартал 2024', 'I кв. 2024' ],
        '2024'    => ['2024 г.'],
        '2024-06-30' => [qw(today сегодня)],
        '2024-06-29' => [qw(yesterday вчера)],
    );
    for my $canonical (sort keys %spellings) {
        for my $lang (qw(ru en)) {
            is leads_to('from', $_, $lang), "/churn?from=$canonical", "$lang: $_"
                for @{$spellings{$canonical}};
        }
        is leads_to('from', $canonical), '200 as it is', "$canonical is not redirected";
    }
    is leads_to('from', '2024-W10'), '/churn?from=2024-03-04', 'a start in weeks is the Monday';
    is leads_to('to',   '2024-W10'), '/churn?to=2024-03-10',   'an end in weeks is the Sunday';
    is leads_to('as_of', '1 марта 2024'), '/churn?as_of=2024-03-01',
        'the last known day may be in words';
};

subtest 'empty fields are removed from the address' => sub {
    my $r = page('from=&to=&region=&voluntary=&by=month');
    is $r->{status}, 303, 'leads elsewhere';
    is $r->{headers}{location}, '/churn?region=&by=month',
        'but an empty region means "no region" and stays';
    is page('region=&by=month')->{status}, 200, 'that address is not redirected again';
};

subtest 'every label of a page is accepted as a date' => sub {
    for my $lang (qw(ru en)) {
        for my $by (qw(day week month quarter year)) {
            my $html = page("by=$by&from=2024", $lang)->{content};
            my ($label) = $html =~ m{<tr[^>]*>\s*<t[hd][^>]*>([^<]*2024[^<]*)</t[hd]>};
            ok defined $label, "$lang, $by: a label: " . ($label // '') or next;
            $label =~ s/^\s+|\s+$//g;
            like leads_to('from', $label, $lang), qr{^/churn\?from=2024|^200}, '  it is accepted';
        }
    }
};

subtest 'a date that can be read in two ways' => sub {
    is leads_to('from', '13/06/2024'), '/churn?from=2024-06-13',
        'a date with only one reading is accepted';
    my $r = page('from=01/06/2024&region=North');
    is $r->{status}, 400, 'is refused';
    like $r->{content}, qr{id="e-from"[^>]*>[^<]*two ways\.<},
        'the error is a whole sentence at its field';
    for my $day (qw(2024-06-01 2024-01-06)) {
        my ($to) = $r->{content} =~ m{href="(/churn\?[^"]*from=$day[^"]*)"};
        ok $to, "it has a link to $day" or next;
        is $site->get($to =~ s/&amp;/&/gr, as => $reader{en})->{status}, 200, '  that works';
    }
};

subtest 'several values of an option are a union' => sub {
    my $lost = sub {
        my ($out, undef, $status) = $site->retention('block', 'churn', '--by', 'year', '--from', '2024',
            @_, '--format', 'csv');
        is $status, 0, "@_";
        return (split /,/, (split /\r\n/, $out)[1])[10];
    };
    my ($one, $other) = ($lost->(qw(--voluntary price)), $lost->(qw(--voluntary moved)));
    ok $one > 0 && $other > 0, "clients have left for each cause: $one, $other";
    is $lost->(qw(--voluntary price --voluntary moved)), $one + $other,
        'the command line takes both';
    my $r = page('by=year&voluntary=price&voluntary=moved');
    is $r->{status}, 200, 'the page takes both';
    is scalar(() = $r->{content} =~ /name="voluntary" value="\w+"[^>]*checked/g), 2,
        '  and ticked there';
};

subtest 'a value that nobody has' => sub {
    my ($out, undef, $status) = $site->retention(qw(block churn --region Nort --lang en));
    is $status, 0, 'is not wrong usage';
    like $out, qr/Nobody has Region "Nort" \(similar: North/, 'the terminal names the nearest';
    like page('region=Nort')->{content}, qr/Nobody has Region &quot;Nort&quot; \(similar: North/,
        'so does the page';
    like page('region=Nort', 'ru')->{content}, qr/Нет ни у кого: Регион «Nort» \(похожие: North/,
        'in Russian';
    (undef, my $err, $status) = $site->retention(qw(block churn --attr.regoin x));
    is $status, 2, 'an attribute that the data do not have is wrong usage';
    like $err, qr/region/, 'the error names the nearest';
    (undef, $err, $status) = $site->retention(qw(block churn --voluntary prise));
    is $status, 2, 'so is a cause that no contract has';
    like $err, qr/price/, 'the error names the nearest';
};

subtest 'help names the options of each block with their words and ranges' => sub {
    my ($out, undef, $status) = $site->retention(qw(block --help));
    is $status, 0, '--help';
    like $out, qr/\n  \Q$_\E\n/, $_ for qw(churn cohorts age-cohorts ltv);
    like $out, qr/--voluntary [^\n]+\n[^\n]+(?:repeated|повторять)/,
        'it says which options can be repeated';
    like $out, qr{--source contracts/payments/activity\n}, 'words';
    like $out, qr/--first-seen keep/, 'names are as one types them';
    like $out, qr/--horizon 1\x{2013}1200\n/, 'a range' if utf8::decode($out);
};

subtest 'the command line takes dates in words too' => sub {
    my (undef, $err, $status) = $site->retention(qw(block churn --format nope));
    is $status, 2, 'an unknown form is wrong usage';
    like $err, qr/text, json, csv, png, html/, 'the error lists the forms';
    (undef, $err, $status) = $site->retention(qw(block churn --format png --width 159));
    like $err, qr/160\D+2000/, 'the error about a width has its range';
    (undef, $err, $status) = $site->retention('refresh', '--once', '--as-of',
        encode('UTF-8', '30 июня 2024'));
    is $status, 0, 'a day in words is accepted';
    (undef, $err, $status) = $site->retention(qw(refresh --once --as-of 06/07/2024));
    is $status, 2, 'but not one with two readings';
    like $err, qr/2024-07-06.*2024-06-07/, 'the error names both';
    my $file = "$site->{dir}/tmp/typed.csv";
    open my $out, '>', $file or die "$file: $!";
    print {$out} "contract_id,client_id,start_date\n900,c900,1-Jun-2024\n";
    close $out or die $!;
    (undef, $err, $status) = $site->retention('import', 'contracts', $file, '--as-of', '30.06.2024', '--dry-run');
    is $status, 0, "an option of import takes a day in words $err";
};

$site->finish;
done_testing;
