#!/usr/bin/perl
# Pages as people see them, in headless Chromium: in both languages, on a
# desktop and a phone, with and without scripts.
use strict;
use warnings;
use utf8;
use JSON::PP;
use RT::Browser;
use RT::Site;
use Test::More;
use Time::HiRes qw(sleep);

binmode Test::More->builder->$_, ':encoding(UTF-8)'
    for qw(output failure_output todo_output);
my $why = RT::Site->missing // RT::Browser->missing;
plan skip_all => $why if $why;

my %WORDS = (
    ru => {churn => 'Отток', button => 'Войти', empty => 'Данных пока нет',
        lost => 'Ушли', all => 'все', broken => 'не читается', nothing => qr/показать нечего/},
    en => {churn => 'Churn', button => 'Sign in', empty => 'There are no data yet',
        lost => 'Lost', all => 'all', broken => 'cannot be read', nothing => qr/nothing to show/},
);

my $site = RT::Site->new->start;
my $url  = $site->url;

sub enter {
    my ($b, $name, $lang) = @_;
    $site->retention('user', 'add', $name, '--role', 'admin', '--lang', $lang);
    $b->open("$url/login?t=" . $site->link_for($name));
    is $b->text('button.primary'), $WORDS{$lang}{button}, "$lang: the link shows a button first";
    $b->follow('button.primary');
    like $b->url, qr{/overview$}, "$lang: the button leads to the first page";
    return;
}

my %browser = map { $_ => RT::Browser->new(lang => $_) } qw(ru en);

for my $lang (qw(ru en)) {
    my $b = $browser{$lang};
    enter($b, "anna-$lang", $lang);
    is $b->text('h1'), $WORDS{$lang}{empty}, "$lang: without data the page says so";
    like join("\n", $b->texts('pre')),
        qr/retention import contracts contracts\.csv\nretention refresh --once/,
        "$lang: and how to import some";
    my $cookie = $b->cookies->{'__Host-sid'};
    ok $cookie && $cookie->{secure} && $cookie->{httpOnly} && $cookie->{sameSite} eq 'Lax',
        "$lang: the browser has stored the session's cookie with its attributes";
}

$site->small_company;

# Wait until a picture has loaded; until it has loaded in this theme.
sub loaded {
    my ($b, $css) = @_;
    my $script = 'const i = document.querySelector(arguments[0]);'
        . 'return i.complete && i.naturalWidth > 0';
    return $b->wait_for(sub { $b->eval($script, $css) });
}
sub has_theme {
    my ($b, $theme) = @_;
    my $script = 'return document.querySelector(".wide img").currentSrc';
    return $b->wait_for(sub { $b->eval($script) =~ /theme=$theme/ });
}

my @names;
# The numbers of a column on the page, from the top.
my $COLUMN = <<'END';
const at = [...document.querySelectorAll("th")]
    .findIndex(th => th.dataset.column === arguments[0]);
return [...document.querySelectorAll("tbody tr")]
    .map(tr => Number(tr.cells[at].textContent));
END
sub column { my ($json, $name) = @_; my ($at) = grep { $names[$_] eq $name } 0 .. $#names;
    return [map { $_->[$at] } reverse @{$json->{tables}[0]{rows}}] }

sub api { my ($who, $query) = @_;
    return decode_json($site->get("/block/churn.json?$query", as => $who)->{content}) }
my $reader = $site->sign_in(role => 'manager');
my $json = api($reader, 'by=month');
@names = map { $_->{name} } @{$json->{tables}[0]{columns}};

for my $lang (qw(ru en)) {
    my $b = $browser{$lang};
    subtest "$lang: the churn page" => sub {
        $b->open("$url/churn");
        is $b->text('h1'), $WORDS{$lang}{churn}, 'its title';
        is $b->eval('return document.documentElement.lang'), $lang, 'its language';
        is $b->count('.figure .value'), scalar @{$json->{figures}}, 'every figure';
        is $b->count('table tbody tr'), scalar @{$json->{tables}[0]{rows}},
            'the table has every period';
        is_deeply $b->eval($COLUMN, $_), column($json, $_),
            "the numbers of the JSON, newest first: $_"
            for qw(opening new lost closing);
        ok loaded($b, '.wide img'),
            'the picture is there';
        cmp_ok $b->count('.wide area'), '>=', scalar @{$json->{tables}[0]{rows}},
            'it has areas to point at';
        like $b->attr('.wide area', 'alt'), qr/20\d\d.*\d/, '  and show their values';
        ok $b->fits, 'the page is no wider than its window';
        like $b->attr('.links a', 'href'), qr{/block/churn\.csv},
            'its numbers can be downloaded';
        is_deeply [$b->complaints], [], 'the browser has no complaints';
    };

    subtest "$lang: on a phone" => sub {
        for my $width (360, 390) {
            $b->phone($width)->open("$url/churn");
            ok loaded($b, '.narrow img'),
                "$width px: the narrow picture is there";
            ok $b->fits, "$width px: the page does not scroll sideways";
            is $b->eval('return getComputedStyle(document.querySelector(".wide.picture")).display'), 'none',
                'the wide picture is hidden';
            my $misfit = $b->eval(q{
                const i = document.querySelector(".narrow img"),
                    m = document.querySelector("map[name='map-churn-narrow']");
                return [...m.areas].filter(a => a.coords.split(",")[2] > i.clientWidth + 1).length;
            });
            is $misfit, 0, 'the areas of the picture lie on its marks';
        }
        $b->size(1400, 900);
    };

    subtest "$lang: the filter without a reload" => sub {
        $b->open("$url/churn");
        $b->eval('window.stayed = true');
        $b->eval('document.querySelector("input[name=by][value=year]").click()');
        ok $b->wait_for(sub { $b->count('tbody tr') == 2 }), 'a step is chosen: years';
        like $b->url, qr{/churn\?by=year$}, 'the address has it';
        $b->click('.pick summary');
        $b->eval('document.querySelector("input[name=region][value=North]").click()');
        $b->click('h1');
        ok $b->wait_for(sub { $b->text('.pick .chosen') eq 'North' }), 'a region is chosen';
        is_deeply $b->eval($COLUMN, 'closing'), column(api($reader,
            'by=year&region=North'), 'closing'),
            'and the numbers are those of the region';
        ok $b->eval('return window.stayed'), 'the page was not loaded again';
        like $b->attr('.links a', 'href'), qr/region=North/, 'the links follow';
        like $b->attr('form[action="/language"] [name=return]', 'value'),
            qr/region=North/, 'so does the link to the other language';
        $b->eval('history.back()');
        ok $b->wait_for(sub { $b->url =~ m{by=year$}
            && $b->text('.pick .chosen') eq $WORDS{$lang}{all} }), 'the back button goes back';
        $b->type('#f-from', '2099');
        $b->eval('document.getElementById("filter").requestSubmit()');
        ok $b->wait_for(sub { $b->url =~ /from=2099/
            && $b->text('.card') =~ $WORDS{$lang}{nothing} }),
            'a card with nothing to show says so';
        $b->complaints;
    };
}

for my $lang (qw(ru en)) {
    subtest "$lang: every page" => sub {
        my $b = $browser{$lang};
        $b->open("$url/churn");
        my @pages = $b->eval('return [...document.querySelectorAll(".pages a")].map(a => a.pathname)');
        for my $path (@{$pages[0]}, '/profit-histogram') {
            for my $width (1400, 360) {
                $width < 600 ? $b->phone($width) : $b->size($width, 900);
                $b->open("$url$path");
                cmp_ok $b->count('.card h2, p.card'), '>=', 1, "$path at $width px has its blocks";
                ok $b->fits, '  and fits';
            }
            is_deeply [$b->complaints], [], '  and the browser has no complaints'
                or diag map { $site->log($_) } qw(nginx chart dashboard);
        }
        for my $width (1000, 1280, 1500) {
            $b->size($width, 900)->open("$url/churn");
            is $b->eval('const nav = document.querySelector(".pages");'
                . 'return nav.scrollWidth - nav.clientWidth'), 0,
                "$width px: the menu shows all pages";
        }
        $b->size(1400, 900);
    };
}

subtest 'pointing at an area of a picture' => sub {
    my $b = $browser{en};
    $b->open("$url/churn?by=year");
    ok loaded($b, '.wide img'), 'the picture is there';
    $b->eval(q{document.querySelector(".wide area").dispatchEvent(new PointerEvent("pointermove", {bubbles: true, clientX: 300, clientY: 300}))});
    like $b->text('.tip'), qr/20\d\d/, 'the tooltip has the period';
    my $href = $b->attr('.wide area[href]', 'href');
    like $href, qr{/churn\?by=quarter&from=20\d\d-01-01&to=20\d\d-12-31},
        'a click leads to the quarters of that year';
    $b->open($href =~ /^http/ ? $href : "$url$href");
    cmp_ok $b->count('tbody tr'), '<=', 4, 'a year has at most four quarters';
    $b->complaints;
};

subtest 'new data appear by themselves' => sub {
    my $b = $browser{en};
    $b->open("$url/churn");
    my $before = $b->eval('return document.body.dataset.generation');
    $site->sql("UPDATE contracts SET end_date = '2024-05-11' WHERE id IN (2, 3)");
    $site->refresh;
    sleep 1.5;
    # What the timer does once a minute.
    my $now = decode_json($site->get('/generation',
        as => $reader)->{content})->{generation};
    isnt $now, $before, 'there is a new generation';
    $b->open("$url/churn");
    is $b->eval('return document.body.dataset.generation'), $now,
        'the page knows which generation it shows';
    $b->complaints;
};

subtest 'language and theme' => sub {
    my $b = $browser{ru};
    $b->open("$url/churn?by=year");
    $b->follow('button[value=en]');
    is $b->text('h1'), 'Churn', 'after one click the page is in English';
    like $b->url, qr/by=year$/, 'it is the same page';
    $b->follow('button[value=ru]');
    is $b->text('h1'), 'Отток', 'and back';
    my $ground = sub { return $b->eval('return getComputedStyle(document.body).backgroundColor') };
    my $light = $ground->();
    $b->dark(1);
    isnt $ground->(), $light, 'a dark system has a dark page';
    my $dark = $ground->();
    ok has_theme($b, 'dark'), 'and a dark picture';
    $b->follow('button[value=light]');
    is $ground->(), $light, 'the light theme can be chosen';
    ok has_theme($b, 'light'), 'with its picture';
    $b->dark(0)->follow('button[value=dark]');
    is $ground->(), $dark, 'and the dark theme on a light system';
    ok has_theme($b, 'dark'), 'with its picture';
    $b->follow('button[value=auto]');
    is $ground->(), $light, 'and the theme of the system again';
    is_deeply [$b->complaints], [], 'no complaints';
};

subtest 'without scripts' => sub {
    my $b = $browser{en};
    $b->scripts(0)->open("$url/churn");
    $b->click('.pick summary');
    $b->click('input[name=region][value=North]');
    $b->click('.actions button');
    ok $b->wait_for(sub { $b->url =~ /region=North/
        && $b->text('.pick .chosen') eq 'North' }), 'the filter is a form that works';
    is $b->count('.wide area[title]') > 0, 1, 'the areas have tooltips of the browser';
    $b->scripts(1);
    $b->complaints;
};

subtest 'text from the data stays text' => sub {
    my $b = $browser{en};
    my $evil = q{<img src=x onerror="window.hit=1">'"&amp;};
    $site->sql("UPDATE clients SET region = '"
        . ($evil =~ s/'/''/gr) . "' WHERE id % 3 = 1");
    $site->refresh;
    sleep 1.5;
    $b->open("$url/churn");
    $b->click('.pick summary');
    is $b->count('.menu input[name=region]'), 3, 'the region can be chosen';
    $b->eval('[...document.querySelectorAll("input[name=region]")].find(i => i.value.startsWith("<img")).click()');
    $b->click('h1');
    ok $b->wait_for(sub { $b->text('.pick .chosen') =~ /^<img/ }),
        'and is shown as it is written';
    is $b->eval('return document.querySelectorAll("img[src=x]").length'), 0,
        'it does not become an element';
    ok !$b->eval('return window.hit'), 'and no script runs';
    $b->complaints;
};

subtest 'a damaged snapshot' => sub {
    my $b = $browser{en};
    my $dir = "$site->{dir}/data";
    for my $file (glob "$dir/snapshot*") {
        open my $fh, '+<:raw', $file or die "$file: $!";
        truncate $fh, 100;
        close $fh;
    }
    $site->restart_pools;
    for my $lang (qw(ru en)) {
        $browser{$lang}->open("$url/churn");
        is $browser{$lang}->text('.status'), 503, "$lang: the page is an error";
        like $browser{$lang}->text('.message'),
            qr/$WORDS{$lang}{broken}.*retention refresh --once/,
            "$lang: it says why, and what to do";
    }
    is $site->get('/block/churn.png', as => $reader)->{status}, 503, 'and so is a picture';
    $site->refresh;
    ok $b->wait_for(sub { $b->open("$url/churn"); $b->text('h1') eq 'Churn'
        && $b->count('table') }), 'a new snapshot is used at once';
};

subtest 'logging out' => sub {
    my $b = $browser{en};
    $b->open("$url/churn");
    $b->follow('.leave button');
    like $b->url, qr{/login$}, 'it leads to the login page';
    is_deeply [grep { /^__Host-sid/ } keys %{$b->cookies}], [],
        'no session is left';
    $b->open("$url/churn");
    is $b->text('.status'), 401, 'a page is no longer shown';
    like $b->text('pre'), qr/quickstart login/, 'and says how to get in';
};

$_->close_all for values %browser;
$site->finish;
done_testing;
