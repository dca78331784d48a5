#!/usr/bin/perl
# Requests for very much data: pages stay small, and link the files that have
# everything.
use strict;
use warnings;
use utf8;
use JSON::PP;
use RT::Site;
use Test::More;

binmode Test::More->builder->$_, ':encoding(UTF-8)'
    for qw(output failure_output todo_output);
my $why = RT::Site->missing;
plan skip_all => $why if $why;

use constant {PAGE_MAX => 150_000, COHORTS_MAX => 250_000};

# Three years of the invented company; few contracts are enough for long tables.
my $site = RT::Site->new->start;
my $dir  = $site->dir . '/demo';
for my $step (['demo', '--contracts', 3000, '--out', $dir], ['import', $dir]) {
    my (undef, $err, $status) = $site->retention(@$step);
    is $status, 0, "$step->[0]" or diag $err;
}
$site->sql("REPLACE INTO data_state (name, value) VALUES ('demo', '1')");
$site->refresh->restart_pools;
my %who = map { $_ => $site->sign_in(role => 'manager', lang => $_) } qw(ru en);

sub get { my ($path, $lang) = @_; return $site->get($path, as => $who{$lang // 'en'}) }
sub plain { my ($html) = @_; return $html =~ s/&amp;/&/gr }
sub rows { my ($html) = @_; my $n = () = $html =~ /<tr[ >]/g; return $n - 1 }

my @PAGES = get('/churn')->{content} =~ m{<nav class="pages".*?</nav>}s
    ? $& =~ /href="([^"?]*)/g : ();

subtest 'no page is large' => sub {
    cmp_ok scalar @PAGES, '>=', 7, 'there are pages';
    for my $lang (qw(ru en)) {
        for my $page (@PAGES) {
            for my $by (qw(day week month quarter year)) {
                my $most = $page eq '/cohorts' ? COHORTS_MAX : PAGE_MAX;
                my $r    = get("$page?by=$by", $lang);
                is $r->{status}, 200, "$lang: $page by $by";
                cmp_ok length $r->{content}, '<=', $most, "$lang: $page by $by is small";
            }
        }
    }
};

subtest 'a table has sixty rows' => sub {
    my $whole = get('/churn?by=day&from=2025-04-02&to=2025-05-31')->{content};
    is rows($whole), 60, 'sixty days are all shown';
    unlike $whole, qr/class="more"/, '  without a remark';
    my $cut = get('/churn?by=day&from=2025-04-01&to=2025-05-31')->{content};
    is rows($cut), 60, 'of sixty-one days the newest sixty are shown';
    like $cut, qr{>31 May 2025</td>}, '  the last day is there';
    unlike $cut, qr{>1 Apr 2025</td>}, '  the first is not';
    like $cut, qr/The latest rows are shown: 60 of 61\./, '  the page says so';
    my ($all) = $cut =~ m{class="more">.*?<a href="([^"]*)"};
    my $file = get(plain($all));
    my @lines = split /\r\n/, $file->{content};
    is scalar @lines, 62, '  and a file has them all, under its heading';
    like $lines[1], qr/^2025-04-01,/, '  the first, too';
    my $second = get('/cohorts?by=day')->{content};
    for my $name (qw(cohorts age_cohorts)) {
        my ($link) = $second =~ m{<a href="([^"]*table=$name)"};
        my ($head) = split /\r\n/, get(plain($link))->{content};
        like $head, qr/^cohort,(?:k|age),/, "each table links its own file: $name";
    }
};

subtest 'the areas of a picture that show values' => sub {
    my $few = get('/churn?by=month')->{content};
    like $few, qr/<area /, 'are on the page if they are few';
    unlike $few, qr/data-areas/, '  all of them';
    my $mrr = get('/mrr?by=month')->{content};
    my @texts = $mrr =~ /<area [^>]* alt="([^"]*)"/g;
    cmp_ok scalar @texts, '<=', 2 * 37, 'the series of a period share one area';
    like $texts[0], qr/New.*Expansion.*Churned/, '  with the values of all of them';
    like $mrr, qr{<area [^>]*href="/mrr\?by=day&amp;from=}, '  and a link to the period';
    my $heat = get('/cohorts?by=month')->{content};
    unlike $heat, qr/<area /, 'the cells of a table of colours are not on the page';
    my @later = map { plain($_) } $heat =~ /data-areas="([^"]*)"/g;
    my %g = $heat =~ m{/block/([\w-]+)\.png\?[^"]*?\bg=(\w+)}g;
    is_deeply [map { /\bg=(\w+)/ } @later], [map { $g{(m{/block/([\w-]+)})[0]} } @later],
        '  of the data that the picture shows';
    is scalar @later, 4, '  but at an address, for each picture';
    for my $url (@later) {
        my $r = get($url);
        is $r->{headers}{'content-type'}, 'application/json', '  as JSON';
        my $areas = decode_json($r->{content})->{areas};
        cmp_ok scalar @$areas, '>', 110, '  all of them';
        is_deeply [grep { $_->{coords} !~ /^\d+,\d+,\d+,\d+$/ || $_->{text} !~ /\d/ } @$areas], [],
            '  with their place and their text';
        is get($url)->{headers}{etag}, $r->{headers}{etag}, '  with the ETag of the picture';
    }
    is get('/block/cohorts.areas?size=99999')->{status}, 400, 'a wrong size is refused';
};

subtest 'invented data are marked in every form' => sub {
    my %band = (ru => 'ПРИДУМАННЫЕ ДАННЫЕ', en => 'INVENTED DATA');
    my $json = decode_json(get('/block/churn.json')->{content});
    is $json->{invented}, JSON::PP::true, 'JSON is marked';
    is_deeply [grep { !$_->{kind} } @{$json->{figures}}], [], '  its figures have their kind';
    is $json->{figures}[0]{kind}, 'share', '  a rate is a share';
    for my $query ('', '?table=figures') {
        my @lines = split /\r\n/, get("/block/churn.csv$query")->{content};
        like $lines[0], qr/,invented$/, "CSV$query";
        is_deeply [grep { !/,1$/ } @lines[1 .. $#lines]], [], '  in each row';
    }
    for my $lang (qw(ru en)) {
        my ($text) = $site->retention('block', 'churn', '--lang', $lang);
        utf8::decode($text);
        like $text, qr/^\Q$band{$lang}\E\n/, "$lang: text for a terminal";
    }
    my $size = sub { my @at = unpack 'x16 N N', get("/block/churn.png?$_[0]")->{content}; return \@at };
    my $marked = $size->('size=800x1');
    $site->sql("DELETE FROM data_state WHERE name = 'demo'");
    $site->refresh->restart_pools;
    cmp_ok $marked->[1], '>', $size->('size=800x1')->[1], 'a picture is higher by a band';
    is decode_json(get('/block/churn.json')->{content})->{invented}, undef, 'real data: not JSON';
    unlike get('/block/churn.csv')->{content}, qr/invented/, '  nor CSV';
};

# Memory of a worker in bytes, without what it shares with others.
sub memory {
    my ($name) = @_;
    open my $fh, '<', '/proc/' . $site->worker($name) . '/status' or die "$name: $!";
    local $/;
    return <$fh> =~ /^RssAnon:\s+(\d+) kB/m ? 1024 * $1 : die $name;
}

subtest 'a large file' => sub {
    my $half = 'by=day&from=2024-07-01';
    my $r    = get("/block/cohorts.json?$half");
    is $r->{status}, 200, 'comes whole';
    cmp_ok length $r->{content}, '>', 10_000_000, '  and is large';
    my ($table) = $r->{content} =~ /"rows": \[(.*?)\]\]/s;
    my $rows = () = $table =~ /\[/g;
    get('/generation');
    SKIP: {
        skip 'a sanitizer keeps freed memory', 1 if RT::Site->keeps_freed_memory;
        cmp_ok memory('file1'), '<', 64 << 20, '  its worker gives the memory back';
    }
    my $csv = get("/block/cohorts.csv?$half");
    my $lines = () = $csv->{content} =~ /\r\n/g;
    is $lines, $rows + 1, 'as CSV it has the same rows';
};

subtest 'files have workers of their own' => sub {
    kill 'STOP', $site->worker('file1');
    my $waiting = fork // die $!;
    if ($waiting == 0) {
        my $r = $site->get('/block/churn.json', as => $who{en});
        require POSIX;
        POSIX::_exit($r->{status} == 200 ? 0 : 1);
    }
    is get('/churn')->{status}, 200, 'a page is answered while those are busy';
    is get('/block/churn.png')->{status}, 200, '  and a picture';
    kill 'CONT', $site->worker('file1');
    waitpid $waiting, 0;
    is $?, 0, 'the requests that waited get their files';
};

subtest 'a worker that has grown too large ends' => sub {
    my $small = RT::Site->new(db => $site->db, env => {WORKER_MEMORY => 8});
    $small->refresh->start;
    my $pid  = $small->worker('file1');
    my $as   = $small->sign_in(name => 'another');
    my $get  = sub { return $small->get("/block/cohorts.json?$_[0]", as => $as)->{status} };
    # What the worker keeps for the next visitors is larger than the limit.
    is $get->("by=day&from=2025-04-0$_"), 200, 'a file is kept' for 1 .. 3;
    ok kill(0, $pid) && $small->log('file') !~ /worker_memory/, 'the worker goes on';
    is $get->('by=day&from=2024-07-01'), 200, 'a large one is still answered';
    is $small->end_worker('file1', 0), 0, '  then the worker ends with status 0';
    like $small->log('file'), qr/"event":"worker_memory","bytes":\d+\}/, '  which is in the log';
    $small->start_pool('file');
    is $get->('by=year'), 200, 'a new worker answers';
    $small->finish;
};

$site->finish;
done_testing;
