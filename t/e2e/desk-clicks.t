#!/usr/bin/perl
# The main paths of the work pages with a real browser, on a telephone's screen:
# clicks are counted, with and without scripts.
use strict;
use warnings;
use utf8;
use RT::Browser;
use RT::Site;
use RT::Work;
use Test::More;

my $why = RT::Site->missing // RT::Browser->missing;
plan skip_all => $why if $why;
binmode $_, ':utf8' for Test::More->builder->output, Test::More->builder->failure_output;

my $w    = RT::Work->new(workers => 2);
my $site = $w->site;
$w->staff('anna');
my $b = RT::Browser->new(width => 320, height => 800);
$b->open($site->url . '/login?t=' . $site->link_for('anna'));
$b->follow('main button.primary');

my $clicks;
sub press { my ($css) = @_; $clicks++; $b->follow($css); return }

for my $scripts (1, 0) {
    $b->scripts($scripts);
    my $with = $scripts ? 'with scripts' : 'without scripts';

    subtest "from the number to the verdict, $with" => sub {
        my $k = $w->contract;
        $clicks = 0;
        $b->open($site->url . '/queue');
        $b->type('#find-q', RT::Work::phone($k));
        press('#find button');
        like $b->text('h1'), qr/^Call: contract K/, 'a phone leads to the call screen';
        ok $b->fits, '  which fits the screen';
        $b->type('#case-note', 'phoned, named the passport');
        press('form[action^="/calls/"] button.primary');
        my $case = $w->open_case($k);
        like join(' ', $b->texts('.say blockquote')), qr/We would like you to stay and can offer: Discount/, 'a request is open, and an offer is made';
        ok $b->fits, '  which fits the screen';
        $b->type('#case-note', 'agrees');
        press('button[value=accept]');
        is $w->state_of($case), 'retained done accepted', 'the client stays';
        cmp_ok $clicks, '<=', 4, "$clicks clicks";
        like join(' ', $b->texts('.say blockquote')), qr/Agreed: Discount/, 'with the words to read out';
        ok $b->fits, '  the case fits the screen';
    };

    subtest "the end, $with" => sub {
        my $k = $w->contract;
        $clicks = 0;
        $b->open($site->url . '/queue');
        $b->type('#find-q', RT::Work::number($k));
        press('#find button');
        $b->type('#case-note', 'wants to leave');
        press('form[action^="/calls/"] button.primary');
        $b->type('#case-note', 'insists');
        press('button[value=end]');
        like $b->text('.ask p'), qr/^End contract K\d+\? It will stay in force/, 'asked once';
        press('.ask button');
        is $w->state_of($w->open_case($k)), 'churned done insisted', 'and done';
        cmp_ok $clicks, '<=', 4, "$clicks clicks";
    };

    subtest "taken in the row, $with" => sub {
        my ($case) = $w->case_at('queue');
        $b->open($site->url . '/queue?who=new');
        ok $b->fits, 'the queue fits the screen';
        $b->follow("form[action=\"/cases/$case\"] button");
        is $w->state_of($case), 'escalated work -', 'it is in work';
    };

    subtest "the page of a contract, $with" => sub {
        my $k = $w->contract;
        my ($out) = $site->retention('client', 'link', RT::Work::number($k));
        my ($path) = $out =~ m{(/my/\S+)};
        $b->open($site->url . $path);
        $b->type('#my-four', sprintf '%04d', $k);
        $b->follow('main button.primary');
        like $b->text('h1'), qr/^Contract K/, 'opened by its last four characters';
        ok $b->fits, '  it fits the screen';
        $b->follow('button[value=end]');
        $b->follow('.ask button');
        like $b->text('.told'), qr/^Received on .* Contract K\d+ stays in force/, 'ended, with a receipt';
        is $w->state_of($w->open_case($k)), 'churned done insisted', '  and stored';
    };
}

$site->finish;
done_testing;
