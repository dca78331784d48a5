#!/usr/bin/perl
# The block `save-rate` of what the desk has written: orders of ends, ways by
# which cases come, costs at the close, words of reasons.
use strict;
use warnings;
use utf8;
use JSON::PP;
use RT::Db;
use RT::Desk;
use Test::More;

binmode $_, ':utf8'
    for Test::More->builder->output, Test::More->builder->failure_output;
plan skip_all => RT::Db::missing() if RT::Db::missing();

my $d  = RT::Desk->new;
my $db = $d->db;

# A case that was retained on 3 March 2025 by an offer that costs 10.00.
sub kept_once {
    my (@more) = @_;
    $d->now('2025-03-03 12:00');
    my ($case, $k) = $d->case_at('offer', @more);
    is $d->event($case, qw(accept --as client --n 1)), "DONE case $case retained", "$k stays";
    return $k;
}

# The client asks again and ends the contract.
sub ends {
    my ($k, $now) = @_;
    $d->now($now);
    my $case = $d->request($k);
    is $d->event($case, qw(end --as client)), "DONE case $case churned", "$k ends it on $now";
    return $case;
}

sub block {
    my ($json, $status) = $d->tool(qw(block save-rate --format json --as-of 2025-06-30), @_);
    is $status, 0, "save-rate @_" or diag $json;
    return JSON::PP->new->utf8->decode($json);
}

# Rows of the table without their intervals.
sub table {
    my ($b) = @_;
    return join '; ', map { join ' ', @$_[0 .. 3, 7, 8] } @{$b->{tables}[0]{rows}};
}

sub russian {
    my ($text) = $d->tool(qw(block save-rate --as-of 2025-06-30 --lang ru));
    utf8::decode($text);
    return $text;
}

sub refresh {
    my ($text, $status) = $d->tool(qw(refresh --once));
    is $status, 0, 'a snapshot' or diag $text;
}

# Of 1,000.00 a month, 28 days of March and 2 of April are 969.89; with all of
# April and 2 days of May 1,967.74.
kept_once();
ends(kept_once(), '2025-03-20 12:00');
my $case = ends(kept_once(), '2025-03-21 12:00');
is $d->event($case, qw(undo --as client)), "DONE case $case reason", 'and changes their mind';
ends(kept_once(), '2025-04-02 23:30');
ends(kept_once(), '2025-04-03 00:30');
refresh();

is table(block()), 'price 5 5 3 2909.67 50.00; ALL 5 5 3 2909.67 50.00',
    'after 30 days: not those whose end was ordered until 2 April in the zone of reports';
is table(block(qw(--days 60))), 'price 5 5 2 3935.48 50.00; ALL 5 5 2 3935.48 50.00',
    'after 60 days: nor the one of 3 April';
is table(block(qw(--group source))), 'bot 5 5 3 2909.67 50.00; ALL 5 5 3 2909.67 50.00',
    'by the way they came';
like russian(), qr/^Дорого +5 /m,
    'a reason as the desk calls it';

my $renamed = "UPDATE reasons SET text_ru = 'Дорого стало' WHERE code = 'price'";
utf8::encode($renamed);
$db->sql($renamed,
    "UPDATE orders SET state = 'refused' WHERE contract_id = 2 AND kind = 'termination'",
    "UPDATE retention_cases SET source = 'list' WHERE contract_id = 1");
refresh();
is table(block(qw(--group source))),
    'bot 4 4 3 2909.67 40.00; ALL 4 4 3 2909.67 40.00; list 1 1 1 969.89 10.00',
    'an end that was refused is none; a list stands apart';
like russian(), qr/^Дорого стало +4 /m,
    'the word of the desk has changed';
done_testing;
