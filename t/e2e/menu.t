#!/usr/bin/perl
# The menu: three groups, pages by role, a rail where there is room and one bar
# where there is not.
use strict;
use warnings;
use RT::Browser;
use RT::Site;
use Test::More;

my $why = RT::Site->missing // RT::Browser->missing;
plan skip_all => $why if $why;

my $site = RT::Site->new->small_company->start;

# The groups with their pages, as "Group: page page".
sub groups {
    my ($who, $path) = @_;
    my ($nav) = $site->get($path // '/churn', as => $who)->{content} =~ m{<nav class="pages".*?</nav>}s ? $& : '';
    return map { my ($title) = m{<p class="group">(.*?)</p>}; "$title: " . join ' ', /href="([^"?]*)/g }
        $nav =~ m{<div>(.*?)</div>}sg;
}

my $anna = $site->sign_in(role => 'manager');
my $boss = $site->sign_in(role => 'admin');
my @analyse = ('Analyse: /overview /churn /mrr /cohorts /ltv /desk /reconciliation');
my ($work) = grep { /^Work: / } groups($anna);
like $work, qr{ /offers /orders /messages(?: |$)}, 'the pages of work';
is_deeply [groups($anna)], [@analyse, $work], 'a manager has two groups';
is_deeply [groups($boss)], [@analyse, $work, 'Admin: /users /audit /health'], 'an administrator three';
is_deeply [groups($boss, '/nothing')], [groups($boss)], 'also on an error page';
is_deeply [groups({cookies => {}}, '/login')], [], 'nobody has none';
like $site->get("/users/$anna->{id}", as => $boss)->{content},
    qr{<a href="/users" aria-current="true">}, 'a page of one user marks the users';
like $site->get('/users', as => $boss)->{content}, qr{<a href="/users" aria-current="page">}, 'which are marked themselves';

my $b = RT::Browser->new;
my $link = $site->link_for($boss->{name});
$b->size(1280, 800)->open($site->url . "/login?t=$link");
$b->follow('main button');
my $shown = 'const s = s => getComputedStyle(document.querySelector(s)).display != "none";';
for my $width (1200, 1280, 1920) {
    $b->size($width, 800)->open($site->url . '/users');
    is_deeply $b->eval("$shown const r = document.querySelector('.top').getBoundingClientRect();"
        . 'return [s(".panel"), s(".toggle"), r.left, r.width]'), [\1, \0, 0, 208], "$width px: a rail";
    ok $b->fits, '  and the page fits beside it';
}
for my $width (1199, 900, 390, 320) {
    $width < 600 ? $b->phone($width) : $b->size($width, 800);
    $b->open($site->url . '/users');
    is_deeply $b->eval("$shown return [s('.panel'), s('.toggle')]"), [\0, \1], "$width px: one bar";
    is $b->eval('return document.querySelector(".where").textContent'), 'Users', '  names the page';
    is $b->eval('const t = ["brand", "where", "toggle"].map(c => document.querySelector("." + c).getBoundingClientRect());'
        . 'return t.every(r => r.bottom > t[0].top && r.top < t[0].bottom) ? 1 : 0'), 1, '  in one line';
    $b->click('.toggle summary');
    is_deeply $b->eval("$shown return [s('.panel'), s('.leave')]"), [\1, \1], '  and opens the menu';
    ok $b->fits, '  which fits';
}
is_deeply [$b->complaints], [], 'the browser has no complaints';

$site->finish;
done_testing;
