#!/usr/bin/perl
# What a page keeps and marks: the filter shows what was chosen, the row of an
# unfinished period is marked, the choices are those of the data, and the
# address of a static file changes with the file.
use strict;
use warnings;
use File::Copy qw(copy);
use File::Path qw(make_path);
use RT::Site;
use Test::More;

my $why = RT::Site->missing;
plan skip_all => $why if $why;

my $site = RT::Site->new->small_company;
$site->sql('INSERT INTO offers (id, external_id, offer_type) VALUES '
    . "(1, 'o1', 'gift'), (2, 'o2', 'discount')",
    'INSERT INTO retention_cases (external_id, contract_id, proposed_offer_id, created_at, '
    . 'completed_at, status) VALUES '
    . join ', ', map { "('f$_', $_, " . ($_ % 3 ? 1 + $_ % 2 : 'NULL')
        . ", '2024-03-0$_ 10:00:00', '2024-04-0$_ 10:00:00', 'retained')" } 1 .. 9);
$site->refresh->start;
my $who = $site->sign_in(role => 'admin');
sub page { return $site->get($_[0], as => $who)->{content} }

# The attributes of an element, found by a part of its start tag.
sub element {
    my ($html, $part) = @_;
    my ($tag) = grep { /$part/ } $html =~ /<\w+(?:\s[^<>]*)>/g;
    return {} if !defined $tag;
    my %attributes = (tag => $tag);
    $attributes{$1} = $2 // '' while $tag =~ /\s([\w-]+)(?:="([^"]*)")?/g;
    return \%attributes;
}

subtest 'each field of the filter shows what was chosen' => sub {
    my %ask = (from => '2023-11', to => '2024-03', as_of => '2024-05-31', by => 'quarter',
        plan => 'plus', complete => 1);
    my $html = page('/churn?' . RT::Site::form(\%ask));
    is element($html, qr/<input [^>]*name="$_"/)->{value}, $ask{$_}, "$_ is $ask{$_}"
        for qw(from to as_of);
    ok exists element($html, qr/name="by" value="quarter"/)->{checked}, 'the step is checked';
    ok !exists element($html, qr/name="by" value="month"/)->{checked}, '  another step is not';
    ok exists element($html, qr/name="plan" value="plus"/)->{checked}, 'the plan is checked';
    ok !exists element($html, qr/name="plan" value="basic"/)->{checked}, '  another plan is not';
    ok exists element($html, qr/name="complete"/)->{checked}, 'the box is checked';
    $html = page('/churn');
    is element($html, qr/<input [^>]*name="$_"/)->{value}, '', "$_ is empty if it was not given"
        for qw(from to as_of);
    ok !exists element($html, qr/name="complete"/)->{checked},
        'the box is not checked if it was not given';
};

sub rows_of {
    my ($html, $table) = @_;
    my ($body) = $html =~ m{<table data-table="$table".*?<tbody>(.*?)</tbody>}s;
    return ($body // '') =~ /<tr([^>]*)>/g;
}

subtest 'the row of an unfinished period is marked' => sub {
    my @rows = rows_of(page('/churn?as_of=2024-05-14'), 'churn');
    cmp_ok scalar @rows, '>', 5, 'there are rows';
    is_deeply [map { /class="unfinished"/ ? 1 : 0 } @rows], [1, (0) x (@rows - 1)],
        'only the first row is marked, which is the latest';
    @rows = rows_of(page('/churn?as_of=2024-05-31'), 'churn');
    is_deeply [grep { /unfinished/ } @rows], [], 'on the last day of a month none is marked';
};

subtest 'the types of offer to choose from are those of the cases' => sub {
    my $html = page('/desk');
    my %value = map { $_ => 1 } $html =~ /name="offer_type" value="([^"]*)"/g;
    ok $value{gift} && $value{discount}, 'both types can be chosen';
    $html = page('/desk?offer_type=gift');
    ok exists element($html, qr/name="offer_type" value="gift"/)->{checked}, 'one is checked';
    ok !exists element($html, qr/name="offer_type" value="discount"/)->{checked},
        '  the other is not';
};

subtest 'the address of static files changes with every file' => sub {
    my $share = $site->dir . '/tmp/share';
    my $tree  = RT::Site::source();
    make_path("$share/static");
    symlink "$tree/$_", "$share/$_" or die $! for qw(templates sql);
    copy($_, "$share/static/") or die "$_: $!" for glob "$tree/static/*";
    my $tag = sub {
        my $r = $site->cgi('dashboard', GET => '/login', env => {SHARE_DIR => $share});
        return $r->{content} =~ m{/static/style\.css\?v=([0-9a-f]+)} ? $1 : undef;
    };
    my $first = $tag->();
    like $first, qr/^[0-9a-f]{12}$/, 'it has a tag';
    is $tag->(), $first, 'it is the same for the same files';
    my %seen = ($first => 1);
    for my $file (qw(style.css app.js)) {
        open my $fh, '>>', "$share/static/$file" or die "$file: $!";
        print {$fh} "/* changed */\n";
        close $fh;
        ok !$seen{$tag->()}++, "it is another one when $file changes";
    }
};

# The copy of the session contains the language.
subtest 'the chosen language stays when the database is away' => sub {
    my $reader = $site->sign_in(lang => 'ru');
    like $site->get('/churn', as => $reader)->{content}, qr/<html lang="ru"/, 'Russian at first';
    my $r = $site->post('/language', {language => 'en', return => '/churn'}, as => $reader);
    is $r->{status}, 303, 'English is chosen';
    $site->db->stop;
    $r = $site->get('/churn', as => $reader);
    is $r->{status}, 200, 'the database is away: the page is there';
    like $r->{content}, qr/<html lang="en"/, '  in English';
    $site->db->start;
};

$site->finish;
done_testing;
