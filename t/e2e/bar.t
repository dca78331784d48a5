#!/usr/bin/perl
# Pages and their filter bar, without a browser: there may be no contracts, the
# bar keeps what was chosen, and invented data are marked.
use strict;
use warnings;
use utf8;
use IO::Socket::INET;
use RT::Site;
use Test::More;

binmode Test::More->builder->$_, ':encoding(UTF-8)'
    for qw(output failure_output todo_output);
my $why = RT::Site->missing;
plan skip_all => $why if $why;

my $site = RT::Site->new->start;
my $who  = $site->sign_in(role => 'manager', lang => 'en');

sub page {
    my ($path, $as) = @_;
    my $r = $site->get($path, as => $as // $who);
    utf8::decode($r->{content});
    return $r;
}

# The ticked boxes of the bar, as "name=value".
sub ticked {
    my ($path) = @_;
    return [sort map { /name="(.*?)" value="(.*?)" checked/ ? "$1=$2" : () }
            page($path)->{content} =~ /(<input type="(?:radio|checkbox)"[^>]*>)/g];
}

# Make a snapshot of the database, and restart the worker that serves it.
sub refreshed {
    $site->refresh;
    $site->restart_pools;
    $site->get('/login');
    return;
}

subtest 'only payments are imported' => sub {
    like page('/overview')->{content}, qr/There are no data yet/,
        'at first the page says that there are no data';
    my $file = $site->_write('tmp/payments.csv', join '', "client_id,paid_at,amount\n",
        map { sprintf "c%d,2024-%02d-05,100\n", $_ % 7, 1 + $_ % 6 } 1 .. 60);
    my (undef, $err, $status) = $site->retention('import', 'payments', $file);
    is $status, 0, 'payments without a contract are imported' or diag $err;
    refreshed();
    my $r = page('/cohorts?source=payments');
    is $r->{status}, 200, 'the cohorts of payers have a page';
    like $r->{content}, qr{<tbody>.*2024.*</tbody>}s, '  with a table';
    for my $path (qw(/ltv /reconciliation)) {
        $r = page($path);
        is $r->{status}, 200, $path;
        like $r->{content}, qr/<section class="card"/, '  shows its cards';
    }
    my %needs = ('/overview' => 'contracts', '/churn' => 'contracts', '/mrr' => 'contracts',
        '/desk' => 'cases', '/age-cohorts' => 'contracts');
    my %who  = (ru => $site->sign_in(lang => 'ru', role => 'admin'), en => $who);
    my %text = (ru => 'а они ещё не загружены: retention import %s ФАЙЛ',
        en => 'none are imported yet: retention import %s FILE');
    for my $lang (qw(ru en)) {
        for my $path (sort keys %needs) {
            $r = page($path, $who{$lang});
            is $r->{status}, 200, "$lang: $path";
            my $said = sprintf $text{$lang}, $needs{$path};
            my $n = () = $r->{content} =~ /\Q$said\E/g;
            is $n, 1, '  names the file and the command, once';
            unlike $r->{content}, qr/<section class="card"|for this filter|для этого фильтра/,
                '  instead of cards';
        }
        my ($out) = $site->retention('block', 'desk-funnel', '--lang', $lang);
        utf8::decode($out);
        like $out, qr/\Q@{[sprintf $text{$lang}, 'cases']}\E/, "$lang: and so does the terminal";
    }
    like page('/desk')->{content}, qr/Ask your administrator/,
        'a manager is told to ask the administrator';
    unlike page('/desk', $who{ru})->{content}, qr/Попросите администратора/, 'an administrator is not';
    $site->set_env(RETENTION_TOOL => '/srv/var/bin/retention');
    $site->restart_pools;
    like page('/desk')->{content}, qr{yet: /srv/var/bin/retention import cases FILE},
        'the message names the tool as it can be called there';
    $site->set_env(RETENTION_TOOL => undef);
    $site->sql(map { "DELETE FROM $_" } qw(payments clients import_runs data_state));
};

$site->small_company;
refreshed();

subtest 'a page has the options of all its blocks' => sub {
    is_deeply ticked('/cohorts?source=activity&step=year'),
        ['by=month', 'source=activity', 'step=year'], 'those of the address are ticked';
    is_deeply ticked('/cohorts?by=month'), ['by=month'], 'and no others';
};

subtest 'every chosen value has a ticked box' => sub {
    is_deeply ticked('/churn?region=North&region=Nowhere'),
        ['by=month', 'region=North', 'region=Nowhere'], 'also a value that no client has';
    is_deeply ticked('/churn?offer_type=bonus'), ['by=month', 'offer_type=bonus'],
        'also a type of offer on a page without cases';
    unlike page('/churn')->{content}, qr/name="offer_type"/,
        '  there it has no box unless it is chosen';
    # 201 regions with two clients each, and one with one.
    my (@clients, @contracts);
    for my $i (1000 .. 1402) {
        my $region = $i == 1402 ? 'rare' : sprintf 'r%03d', $i % 201;
        push @clients, "($i, 'c$i', '$region')";
        push @contracts, "($i, 'k$i', $i, '2024-01-01', 50000)";
    }
    $site->sql('INSERT INTO clients (id, external_id, region) VALUES ' . join(',', @clients),
        'INSERT INTO contracts (id, external_id, client_id, start_date, monthly_fee_minor)'
        . ' VALUES ' . join ',', @contracts);
    refreshed();
    is_deeply ticked('/churn?region=rare'), ['by=month', 'region=rare'],
        'also a value that is too rare to be listed';
    my $all = () = page('/churn')->{content} =~ /name="region"/g;
    is $all, 200, '200 are listed';
    like page('/churn')->{content}, qr/class="hint">[^<]*\b4\b/, '  of 204';
    like page('/churn?region=rare')->{content}, qr/class="hint">[^<]*\b3\b/,
        '  the list is one longer when such a value is chosen';
};

subtest 'the command line takes the same options' => sub {
    my @text = map {
        my ($out, $err, $status) = $site->retention('block', 'kpi-indicators', $_, 'bonus');
        is $status, 0, "$_ is taken" or diag $err;
        $out;
    } qw(--offer-type --offer_type);
    is $text[0], $text[1], 'with a dash or an underscore';
};

subtest 'invented data are marked' => sub {
    my $ru = $site->sign_in(lang => 'ru');
    unlike page('/overview')->{content}, qr/invented data/, 'real data have no mark';
    $site->sql("REPLACE INTO data_state (name, value) VALUES ('demo', '1')");
    refreshed();
    like page($_)->{content}, qr/class="banner"[^>]*>These are invented data/, "on $_"
        for qw(/overview /desk /churn);
    like page('/overview', $ru)->{content}, qr/class="banner"[^>]*>Это выдуманные данные/,
        'in Russian too';
};

subtest 'a path that is not UTF-8' => sub {
    my $s = IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $site->port);
    print {$s} "GET /\xff HTTP/1.0\r\nHost: x\r\n\r\n";
    my $answer = do { local $/; <$s> };
    like $answer, qr{^HTTP/1\.1 400 }, 'is refused';
    like $answer, qr{<h1>.*\S.*</h1>}, '  with a page';
    unlike $site->get('//evil.example', as => $who)->{content}, qr{"//evil},
        'and the page of that error has no links';
};

subtest 'a template that is missing or names an unknown word' => sub {
    my $share = $site->dir . '/share';
    mkdir $share;
    system 'cp', '-r', "$ENV{RT_SOURCE}/templates", "$ENV{RT_SOURCE}/static", $share;
    my $try = sub { return $site->cgi('dashboard', GET => '/login', env =>
        {SHARE_DIR => $share}) };
    is $try->()->{status}, 200, 'with correct templates the program starts';
    open my $fh, '>>', "$share/templates/filterbar.mustache" or die $!;
    print {$fh} "{{t.no_such_word}}\n";
    close $fh;
    isnt $try->()->{exit}, 0, 'with an unknown word it does not';
    like $site->log('cgi'), qr/t\.no_such_word/, '  and the log names the word';
    unlink "$share/templates/filterbar.mustache";
    isnt $try->()->{exit}, 0, 'nor without a template';
    like $site->log('cgi'), qr/no template \S*filterbar/, '  which the log names';
};

$site->finish;
done_testing;
