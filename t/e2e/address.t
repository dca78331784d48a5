#!/usr/bin/perl
# Addresses of pages: which options the links keep, what the message says when
# an address is wrong, and where signing in leads.
use strict;
use warnings;
use utf8;
use MIME::Base64 qw(encode_base64url);
use RT::Site;
use Test::More;

binmode Test::More->builder->$_, ':encoding(UTF-8)'
    for qw(output failure_output todo_output);
my $why = RT::Site->missing;
plan skip_all => $why if $why;

my $site = RT::Site->new->small_company->start;
my %who  = map { $_ => $site->sign_in(role => 'manager', lang => $_) } qw(ru en);

sub page {
    my ($path, $lang) = @_;
    my $r = $site->get($path, as => $who{$lang // 'en'});
    utf8::decode($r->{content});
    return $r;
}

sub plain { my ($html) = @_;
    my %sign = (amp => '&', lt => '<', gt => '>', quot => '"', '#39' => "'");
    return $html =~ s/&(amp|lt|gt|quot|#39);/$sign{$1}/gr }

# The links of the menu by their path.
sub menu {
    my ($r) = @_;
    my ($nav) = $r->{content} =~ m{<nav class="pages".*?</nav>}sg ? $& : '';
    my %to;
    while ($nav =~ /href="([^"]*)"/g) {
        my $href = plain($1);
        $to{$href =~ s/\?.*//sr} = $href =~ s/^[^?]*\??//sr;
    }
    return \%to;
}

sub value_of {
    my ($r, $name) = @_;
    return $r->{content} =~ /<input[^>]* name="\Q$name\E" value="([^"]*)"/ ? plain($1) : undef;
}
sub invalid { my ($r) = @_;
    return [$r->{content} =~ /<input[^>]* name="([^"]*)"[^>]* aria-invalid="true"/g] }
sub ticked { my ($r) = @_;
    return [sort map { /name="(.*?)" value="(.*?)" checked/ ? "$1=$2" : () }
            $r->{content} =~ /(<input type="(?:radio|checkbox)"[^>]*>)/g] }
# The links that a message about a wrong address offers: text => address.
sub fixes { my ($r) = @_; my %fix;
    $fix{$2} = plain($1) while $r->{content} =~ m{<a class="fix" href="([^"]*)">([^<]*)</a>}g;
    return \%fix }

my $SET = 'by=quarter&complete=1&from=2024&region=North&region=%D0%AE%D0%B3&to=2024-06';

subtest 'the menu keeps the filter' => sub {
    my $to = menu(page("/churn?$SET"));
    is $to->{$_}, $SET, "to $_" for qw(/overview /churn /mrr /cohorts /ltv /desk /reconciliation);
    is menu(page("/churn?as_of=2024-05-01&plan=basic&channel=web&segment=retail&offer_type=x"))
        ->{'/mrr'}, 'as_of=2024-05-01&channel=web&offer_type=x&plan=basic&segment=retail',
        'all keys of the filter are kept';
    $to = menu(page('/churn?voluntary=price&region=North'));
    is $to->{'/churn'}, 'region=North&voluntary=price', 'an option is kept for a page that has it';
    is $to->{'/mrr'}, 'region=North', '  and for no other';
    is menu(page('/churn?region=North&theme=dark&size=400&g=1&cell=x'))->{'/mrr'},
        'region=North', 'options of one picture are not kept';
    is menu(page('/nowhere?from=&to=&region=North&lang=ru'))->{'/mrr'}, 'lang=ru&region=North',
        'empty fields are left out, the language is kept';
    is menu(page('/churn?region='))->{'/mrr'}, 'region=', '"no region" is a choice and is kept';
    is menu(page('/mrr?region=%22%3E%3Cb%3E%26'))->{'/churn'}, 'region=%22%3E%3Cb%3E%26',
        'any text is kept';
    is menu(page('/profit-histogram?from=2024'))->{'/churn'}, 'from=2024',
        'the page of a single block has the menu too';
};

subtest 'the menu of an error page keeps it too' => sub {
    my $r = page("/nowhere?$SET&x=y");
    is $r->{status}, 404, 'an unknown page is an error';
    is menu($r)->{'/mrr'}, $SET, '  its menu keeps what is right in the address';
    $r = page("/churn?$SET&as_of=tomorrowish");
    is $r->{status}, 400, 'a wrong date is an error';
    is menu($r)->{'/mrr'}, $SET, '  its menu leaves out the date';
    is menu(page('/ltv?margin=7&from=2024'))->{'/ltv'}, 'from=2024', 'a wrong option is not kept';
    is menu(page('/churn?attr.none=x&from=2024'))->{'/mrr'}, 'from=2024',
        'nor an attribute that the data do not have';
    is menu(page('/churn?as_of=2030-01-01&from=2024'))->{'/mrr'}, 'from=2024',
        'nor a day after the end of the data';
    is menu(page('/churn?by=month&by=year&from=2024'))->{'/mrr'}, 'from=2024',
        'nor an option that is given twice and may not be';
    is menu(page('/nowhere?by=month&by=year'))->{'/mrr'}, 'by=month', '  elsewhere the first counts';
    $r = $site->get("/block/nothing.png?$SET", as => $who{en});
    is menu($r)->{'/mrr'}, $SET, 'and the errors of pictures';
};

subtest 'the product name and Reset keep only the language' => sub {
    for my $path ("/churn?$SET&lang=en", "/churn?from=x&lang=en") {
        my $html = page($path)->{content};
        like $html, qr{<a class="brand" href="/\?lang=en">}, "the name at the top of $path";
        like $html, qr{class="plain" href="/churn\?lang=en"}, '  and Reset';
    }
    like page('/churn')->{content}, qr{<a class="brand" href="/">}, 'without one, nothing';
    is page('/?lang=ru')->{headers}{location}, '/overview?lang=ru',
        'the first page is in that language';
};

my %WORDS = (
    ru => {error => 'Ошибка: Отток', swap => 'Поменять местами', remove => 'Убрать и показать',
        date => '«32.13.2026» — не дата.'},
    en => {error => 'Error: Churn', swap => 'Swap them', remove => 'Remove it and show',
        date => '“32.13.2026” isn\'t a date.'},
);

for my $lang (qw(ru en)) {
    my $w = $WORDS{$lang};
    subtest "$lang: a wrong date" => sub {
        my $r = page('/churn?from=32.13.2026&to=2024-06&by=year&region=North', $lang);
        is $r->{status}, 400, 'is an error';
        like $r->{content}, qr{<title>\Q$w->{error}\E}, 'the title says so';
        is_deeply invalid($r), ['from'], 'the error is at its field';
        is value_of($r, 'from'), '32.13.2026', '  which keeps the text';
        is value_of($r, 'to'), '2024-06', '  the other field keeps its date';
        is_deeply ticked($r), ['by=year', 'region=North'], '  and the ticks';
        my ($id) = $r->{content} =~ m{<p class="problem"><a href="#([^"]*)">};
        like $r->{content}, qr{<input id="\Q$id\E" name="from"}, 'a line at the top links to it';
        like plain($r->{content}), qr{id="e-from">\Q$w->{date}\E}, 'the message is below the field';
        unlike $r->{content}, qr/class="card"/, 'there are no figures';
        is_deeply invalid(page('/churn?to=2024-13', $lang)), ['to'],
            'a wrong end is at its own field';
        $r = page('/churn?as_of=2024', $lang);
        is_deeply invalid($r), ['as_of'], 'and so is the day of the data';
        like $r->{content}, qr{<details class="pick wide[^>]* open}, '  which is then visible';
    };

    subtest "$lang: from later than to" => sub {
        my $r = page('/churn?from=2024-06&to=2024-01&region=North', $lang);
        is $r->{status}, 400, 'is an error';
        is_deeply invalid($r), ['from'], 'the error is at the first of them';
        my $to = fixes($r)->{$w->{swap}};
        is $to, '/churn?to=2024-06&from=2024-01&region=North', 'with a link that swaps them';
        is page($to, $lang)->{status}, 200, '  and works';
    };

    subtest "$lang: options that can be removed" => sub {
        for my $case (['unknown=1&from=2024' => 'from=2024'],
            ['by=fortnight&region=North' => 'region=North'],
            ['attr.none=x' => ''], ['by=year&by=month&from=2024' => 'from=2024']) {
            my ($query, $left) = @$case;
            my $r = page("/churn?$query", $lang);
            is $r->{status}, 400, $query;
            my $to = fixes($r)->{$w->{remove}};
            is $to, '/churn' . ($left && "?$left"), '  there is a link without the option';
            is page($to, $lang)->{status}, 200, '  which works';
        }
        my $r = page('/ltv?margin=7', $lang);
        is_deeply [$r->{status}, invalid($r)], [400, ['margin']],
            'an option of a block has its field';
        like $r->{content}, $lang eq 'ru' ? qr/число от 0 до 1/ : qr/number from 0 to 1/,
            '  and the message gives its range';
    };
}

subtest 'text of an address is escaped wherever it is shown' => sub {
    my $evil = RT::Site::encode(q{"><script>alert(1)</script>});
    for my $query (map { "$_=$evil" } qw(from to as_of by region margin unknown lang)) {
        unlike page("/ltv?$query")->{content}, qr/<script>/, $query;
    }
    unlike page("/ltv?$evil=1")->{content}, qr/<script>/, 'also as the name of an option';
};

subtest 'a link survives signing in' => sub {
    my $name = 'newcomer';
    $site->retention('user', 'add', $name, '--role', 'manager', '--lang', 'en');
    my $leads = sub {
        my ($who) = @_;
        return $site->use_link($site->link_for($name), as => $who)->{headers}{location};
    };
    my $asked = '/churn?by=year&region=%D0%AE%D0%B3&lang=ru';
    my $who   = {cookies => {}};
    my $r     = $site->get($asked, as => $who);
    is $r->{status}, 401, 'a page that needs signing in';
    ok utf8::decode($r->{content}) && $r->{content} =~ /откроется эта страница/, '  says so';
    like $r->{headers}{'set-cookie'}, qr/^__Host-next=[\w-]+; .*HttpOnly/, '  is remembered';
    is $leads->($who), '/churn?by=year&region=%D0%AE%D0%B3&lang=ru', 'the login leads to that page';
    is $who->{cookies}{'__Host-next'}, undef, '  once';
    is $leads->($who), '/', 'the next login leads to the first page';
    is $leads->({cookies => {}}), '/', 'so does a login without a page before it';
    for my $path ('/block/churn.png', '/block/churn.csv', '/generation', '/nowhere', '/login') {
        $who = {cookies => {}};
        $site->get($path, as => $who);
        is $who->{cookies}{'__Host-next'}, undef, "a login does not lead back to $path";
    }
    $who = {cookies => {}};
    $site->get('/churn', as => $who, headers => {'X-Auto-Refresh' => 1});
    is $who->{cookies}{'__Host-next'}, undef, 'nor to anything that a page loads by itself';
    $site->get('/churn?region=' . 'x' x 1986, as => $who);
    ok $who->{cookies}{'__Host-next'}, 'an address of 2,000 bytes is remembered';
    $who = {cookies => {}};
    $site->get('/churn?region=' . 'x' x 1987, as => $who);
    is $who->{cookies}{'__Host-next'}, undef, '  a longer one is not';
    for my $evil ('//evil.example/', '/\\evil.example', 'https://evil.example/', 'evil', "/a\0b",
        "/a\r\nSet-Cookie: x=y", '') {
        is $leads->({cookies => {'__Host-next' => encode_base64url($evil)}}), '/',
            'not to ' . $evil =~ s/[^ -~]/?/gr;
    }
    is $leads->({cookies => {'__Host-next' => $_}}), '/',
        'a cookie that is not an address is ignored'
        for '!', 'x' x 4000;
};

$site->finish;
done_testing;
