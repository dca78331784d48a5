package Kernels;
# Compares the functions that compute the blocks with DuckDB on the raw rows.
# First both must give equal rows; then the best processor time of one thread
# counts, in some rounds by turns.  The floors hold for ten million events: with
# few rows the start of DuckDB, and ours, is part of the time.
use strict;
use warnings;
use Carp qw(croak);
use Peer;
use RT::Npm;
use Report;

use constant MANY => 5_000_000;

my $REGION = 'Ростовская область';    # one client in fifteen
my @QUESTIONS = (
    ['cohort',        '',      40, 'cohort 48x48 from days, all'],
    ['cohort',        $REGION, 15, 'cohort 48x48 from days, one region'],
    ['cohort-months', '',      3,  'cohort from stored months, all'],
    ['cohort-months', $REGION, 3,  'cohort from stored months, region'],
    ['churn-revenue', '',      6,  'churn + revenue, all'],
    ['churn-revenue', $REGION, 8,  'churn + revenue, one region'],
);

sub _best {
    my ($best, $ms) = @_;
    return !defined $best || $ms < $best ? $ms : $best;
}

sub _compare {
    my ($ours, $duck, $rounds, $many, $question) = @_;
    my ($name, $region, $floor, $what) = @$question;
    my ($our_ms, $duck_ms);
    for (1 .. $rounds) {
        my $a = $ours->ask("$name\t$region");
        my $b = $duck->ask("$name\t$region");
        croak "$what: the answers differ" if $a->{rows} ne $b->{rows};
        croak "$what: no rows" if $a->{rows} eq '';
        $our_ms  = _best($our_ms,  $a->{ms});
        $duck_ms = _best($duck_ms, $b->{ms});
    }
    Report::row(what => $what, ours => $our_ms, peer => $duck_ms, unit => 'ms',
        name => $name eq 'cohort-months' ? 'DuckDB, months made' : 'DuckDB, raw rows',
        floor => $many ? $floor : undef);
    return;
}

sub measure {
    my ($company, $data, $rounds) = @_;
    Report::section("Kernels: one thread, best of $rounds");
    my ($npm, $why) = RT::Npm::folder('@duckdb/node-api');
    return Report::skip('DuckDB', $why) if !$npm;
    local $ENV{RT_NPM} = $npm;
    my $duck = Peer->start('node', "$ENV{RT_SOURCE}/t/bench/duck.js", $company->files);
    my $ours = Peer->start("$ENV{RT_BUILD}/t/bench/kernels", $data);
    my $many = $company->rows('activity') >= MANY;
    _compare($ours, $duck, $rounds, $many, $_) for @QUESTIONS;
    return;
}

1;
