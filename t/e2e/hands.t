#!/usr/bin/perl
# Pages in use, in Chromium: typing, ticking, tapping, narrow screens.
use strict;
use warnings;
use utf8;
use RT::Browser;
use RT::Long qw(long);
use RT::Site;
use Test::More;

binmode Test::More->builder->$_, ':encoding(UTF-8)'
    for qw(output failure_output todo_output);
my $why = RT::Site->missing // RT::Browser->missing;
plan skip_all => $why if $why;

my $site = RT::Site->new->start;
my $url  = $site->url;
my %b    = map { $_ => RT::Browser->new(lang => $_) } qw(ru en);

sub enter {
    my ($b, $lang) = @_;
    $site->retention('user', 'add', "anna-$lang", '--role', 'admin', '--lang', $lang);
    $b->open("$url/login?t=" . $site->link_for("anna-$lang"))->follow('button.primary');
    return;
}

# Counts the menus that make a page wider than its window when they open, the
# rows of steps that are cut off, and the page itself if it is too wide.
my $MISFITS = <<'END';
const root = document.documentElement;
const wide = () => root.scrollWidth > window.innerWidth ? 1 : 0;
let n = wide();
document.querySelectorAll(".segments").forEach(row => {
    n += row.scrollWidth > row.clientWidth ? 1 : 0;
});
document.querySelectorAll(".pick").forEach(pick => {
    pick.open = true; n += wide(); pick.open = false;
});
return n;
END

sub fits_phones {
    my ($b, $path) = @_;
    $b->open("$url$path");
    for my $width (320, 360, 390, long([], [map { 10 * $_ } 33 .. 60])->@*) {
        is $b->phone($width)->eval($MISFITS), 0, "$path at $width px, menus open and closed";
    }
    $b->complaints;
    return;
}

subtest 'narrow: before there are data, and signed out' => sub {
    fits_phones($b{$_}, '/login') for qw(ru en);
    fits_phones($b{$_}, '/churn') for qw(ru en);
    enter($b{$_}, $_) for qw(ru en);
    fits_phones($b{$_}, '/churn') for qw(ru en);
};

$site->small_company;
$site->restart_pools;

for my $lang (qw(ru en)) {
    subtest "$lang: narrow: every page" => sub {
        my $b = $b{$lang}->phone(390);
        $b->open("$url/churn");
        my $paths = $b->eval('return [...document.querySelectorAll(".pages a")].map(a => a.pathname)');
        cmp_ok scalar @$paths, '>=', 7, 'there are pages';
        fits_phones($b, $_) for @$paths, '/nowhere', '/churn?from=' . 'x' x 200,
            '/churn?from=2024-06&to=2024-01', '/ltv?margin=7', '/churn?' . 'y' x 200 . '=1';
        $b->size(1400, 900);
    };
}

# From here on the page counts its requests and its timers.
my $COUNT = <<'END';
window.asked = []; window.timers = [];
const fetchOf = window.fetch, timerOf = window.setTimeout;
window.fetch = (url, o) => { asked.push(String(url)); return fetchOf(url, o); };
window.setTimeout = (f, ms) => { timers.push(ms); return timerOf(f, ms); };
END
sub watched { my ($b, $path) = @_; $b->open("$url$path"); $b->eval($COUNT); return $b }
sub asked  { return $_[0]->eval('return asked') }
sub timers { return $_[0]->eval('return timers') }
sub comes  { my ($b, $n) = @_; return $b->wait_for(sub { @{asked($b)} == $n
    && !$b->count('.loading') }) }

subtest 'a date is sent when it is complete' => sub {
    my $b = watched($b{en}, '/churn');
    $b->type('#f-from', '2024-0');
    $b->type('#f-from', '1');
    is_deeply [@{asked($b)}, @{timers($b)}], [],
        'while it is typed, nothing is sent and no timer runs';
    $b->click('h1');
    ok comes($b, 1), 'leaving the field sends it';
    like $b->url, qr{/churn\?from=2024-01&by=month$}, '  and the address has it';
    is $b->attr('.pages a[href*="mrr"]', 'href'), "/mrr?by=month&from=2024-01",
        '  and so have the links of the menu';
    $b->type('#f-to', "2024-03\n");
    ok comes($b, 2), 'so does Enter';
    like $b->url, qr/to=2024-03/, '  with both dates';
    is scalar @{asked($b)}, 2, '  once';
    $b->complaints;
};

subtest 'a date in words leads to its plain address' => sub {
    my $b = watched($b{en}, '/churn');
    $b->type('#f-from', "March 1, 2024\n");
    ok comes($b, 1), 'it is sent';
    ok $b->wait_for(sub { $b->url =~ /from=2024-03-01/ }), '  and the address has it as a day';
    is $b->count('[aria-invalid]'), 0, '  without complaint';
    $b->complaints;
};

subtest 'ticks are sent when their menu closes' => sub {
    my $b = watched($b{en}, '/churn');
    $b->click('.pick summary');
    $b->click("input[name=region][value='$_']") for 'North', 'Юг';
    is_deeply [@{asked($b)}, @{timers($b)}], [], 'not one by one';
    $b->click('h1');
    ok comes($b, 1), 'but together';
    like $b->url, qr/region=North&region=%D0%AE%D0%B3/, '  both';
    $b->click('.pick summary');
    $b->click('h1');
    is_deeply [@{asked($b)}], [asked($b)->[0]], 'a menu in which nothing was changed sends nothing';
    $b->eval('document.querySelector("input[name=by][value=year]").click()');
    ok comes($b, 2), 'a chosen step is sent after a moment';
    is_deeply [grep { $_ } @{timers($b)}], [400], '  of 400 ms';
    $b->complaints;
};

my %SAYS = (
    ru => {none => qr/«32\.13\.2026» — не дата/, before => qr/Показан прежний выбор/,
        later => qr/Начало позже конца\. Поменять местами/},
    en => {none => qr/“32\.13\.2026” isn't a date/, before => qr/The selection before/,
        later => qr/The start is after the end\. Swap them/},
);

for my $lang (qw(ru en)) {
    subtest "$lang: a wrong date" => sub {
        my $b = watched($b{$lang}, '/churn?by=year');
        my $rows = $b->count('tbody tr');
        $b->type('#f-from', "32.13.2026\n");
        ok $b->wait_for(sub { $b->text('#problem') =~ $SAYS{$lang}{none} }),
            'the error is at the top';
        like $b->text('#e-from'), $SAYS{$lang}{none}, '  and at its field';
        is $b->attr('#f-from', 'aria-invalid'), 'true', '  which is marked';
        is $b->eval('return document.activeElement.id'), 'f-from', '  and keeps the focus';
        like $b->text('#problem'), $SAYS{$lang}{before},
            'the figures are marked as those from before';
        is $b->count('#cards.stale tbody tr'), $rows, '  all of it';
        like $b->url, qr/by=year$/, '  the address is that from before too';
        is scalar @{asked($b)}, 1, '  only one request was sent';
        $b->eval('document.getElementById("f-from").value = ""');
        $b->type('#f-from', "2024\n");
        ok $b->wait_for(sub { $b->text('#problem') eq '' && $b->url =~ /from=2024/ }),
            'a correct date removes the error';
        is $b->attr('#f-from', 'aria-invalid'), undef, '  also at the field';
        is $b->count('.error, #cards.stale'), 0, '  and the figures are new';
        $b->complaints;
    };

    subtest "$lang: from later than to" => sub {
        my $b = watched($b{$lang}, '/churn?by=year');
        $b->type('#f-to', '01.01.2024');
        $b->type('#f-from', "2024Q2\n");
        ok $b->wait_for(sub { $b->text('#problem') =~ $SAYS{$lang}{later} }), 'the error is shown';
        is $b->attr('#f-from', 'aria-invalid'), 'true', 'the error is at the field';
        $b->eval('document.getElementById("filter").requestSubmit()');
        is_deeply [grep { /from=2024Q2/ } @{asked($b)}], [], 'it is not sent';
        $b->complaints;
    };
}

subtest 'the link that solves a problem' => sub {
    my $b = watched($b{en}, '/churn?by=year');
    $b->type('#f-to', '2024-01');
    $b->type('#f-from', "2024-06\n");
    $b->wait_for(sub { $b->count('#problem .fix') });
    $b->follow('#problem .fix');
    is_deeply [map { $b->attr("#f-$_", 'value') } qw(from to)], ['2024-01', '2024-06'],
        'it swaps the dates';
    ok $b->count('tbody tr'), '  and shows the figures';
    is_deeply [$b->complaints], [], '  without complaints';
};

# The rectangle of an area of the narrow picture within the window.
my $PLACE = <<'END';
const a = document.querySelectorAll(".narrow area[href]")[%d];
const img = document.querySelector(".narrow img");
img.scrollIntoView({block: "center"});
const at = img.getBoundingClientRect(), c = a.coords.split(",").map(Number);
return [at.left + c[0], at.top + c[1], c[2] - c[0], c[3] - c[1]];
END

subtest 'the first tap shows the value, the second opens it' => sub {
    my $b = $b{en};
    $b->phone(360)->open("$url/churn?by=quarter");
    $b->wait_for(sub { $b->eval('const i = document.querySelector(".narrow img");'
            . 'i.scrollIntoView(); return i.complete && i.naturalWidth > 0') });
    my $at = $b->url;
    $b->tap(sprintf $PLACE, 0);
    ok $b->wait_for(sub { $b->text('.tip') =~ /20\d\d/ }), 'the value is shown';
    my $first = $b->text('.tip');
    is $b->url, $at, '  and the page stays';
    $b->tap(sprintf $PLACE, 3);
    ok $b->wait_for(sub { $b->text('.tip') ne $first }), 'another area shows its own value';
    is $b->url, $at, '  and the page stays';
    $b->tap(sprintf $PLACE, 3);
    ok $b->wait_for(sub { $b->url ne $at }), 'a second tap on an area follows its link';
    like $b->url, qr/from=2023|from=2024/, '  to its period';
    $b->complaints;
};

subtest 'areas of a picture that are loaded later' => sub {
    my $b = $b{en}->size(1400, 900);
    $b->open("$url/cohorts?by=month");
    my $places = '.wide map[name="map-cohorts"] area';
    $b->eval('document.querySelector(".wide img").scrollIntoView()');
    ok $b->wait_for(sub { $b->count($places) > 40 }), 'they come with the picture';
    $b->eval("document.querySelectorAll('$places')[3].dispatchEvent(new PointerEvent("
        . "'pointermove', {bubbles: true, clientX: 300, clientY: 300}))");
    like $b->text('.tip'), qr/All cohorts.*100\.0%/, "  and have a text";
    $b->eval('document.querySelector("input[name=by][value=week]").click()');
    ok $b->wait_for(sub { $b->url =~ /by=week/ && $b->count($places) > 100 }),
        'so do those of the next selection';
    is_deeply [$b->complaints], [], '  without complaints';
};

$_->close_all for values %b;
$site->finish;
done_testing;
