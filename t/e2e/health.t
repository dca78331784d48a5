#!/usr/bin/perl
# The page of the product's health says what `retention check` says.
use strict;
use warnings;
use RT::Site;
use Test::More;

my $why = RT::Site->missing;
plan skip_all => $why if $why;

my $site = RT::Site->new->small_company->start;
my $boss = $site->sign_in(name => 'boss', role => 'admin');

sub page {
    my $r = $site->get('/health', as => $boss);
    is $r->{status}, 200, 'the page comes';
    return $r->{content} =~ s/<[^>]*>/ /gr =~ s/&#39;/'/gr =~ s/\s+/ /gr;
}
# The facts of the tool, each on one line as the page has it.
sub check {
    my ($out) = $site->retention('check');
    return grep { !/^(Settings|Templates|Fonts):/ } split /\n(?! )/, $out;
}
sub as_on_page { my ($fact) = @_; return $fact =~ s/^([\w ]+): /$1 /r =~ s/\s+/ /gr }
# Other programs use the disk between a look at the page and one at the tool.
sub without_use { my ($text) = @_; return $text =~ s/\d+ % in use/some in use/r }

sub agree {
    my ($what, %wrong) = @_;
    my $page = page();
    for my $fact (check()) {
        my ($name) = $fact =~ /^([\w ]+):/;
        my $shown = as_on_page($fact);
        $shown =~ s/^(\Q$name\E) /$1 To do: / if $wrong{$name};
        ok index(without_use($page), without_use($shown)) >= 0, "$what: $name as `retention check` says" or diag "$shown\n$page";
    }
    like $page, %wrong ? qr/Something needs attention/ : qr/Everything is in order/, '  and the head tells';
    return $page;
}

my $run = "INSERT INTO import_runs (kind, file_name, file_hash, as_of, started_at, finished_at, rows_read, rows_added, rows_changed, rows_rejected) VALUES ";
$site->sql($run . "('contracts', 'old.csv', REPEAT('a', 32), '2024-06-29', UTC_TIMESTAMP(), '2024-06-29 20:00:00', 5, 5, 0, 0), "
    . "('contracts', 'new.csv', REPEAT('b', 32), '2024-06-30', UTC_TIMESTAMP(), '2024-06-30 21:05:00', 1200, 100, 20, 3)");
$site->refresh;

my $page = agree('all is well');
like $page, qr/Database (MariaDB|MySQL) [\d.]+/, 'the database';
like $page, qr/contracts: new\.csv, 1 Jul 2024 00:05, data as of 30 Jun 2024; 1,200 rows, 100 new, 20 changed, 3 rejected/,
    'the last import of a kind, by the clock of the reports';
unlike $page, qr/old\.csv/, '  only that';
like $page, qr/Snapshot \d+ clients, as of 19 May 2024 made \d+ \w+ \d{4} \d\d:\d\d .*\d days ago/, 'the snapshot, how old, by kind';
like $page, qr/Queues 0 updates wait, 0 messages wait/, 'the queues';
like $page, qr/Disk \d+ % in use/, 'the disk';
is $site->get('/health?lang=ru', as => $boss)->{status}, 200, 'in Russian';
is $site->get('/health?x=1', as => $boss)->{status}, 400, 'and nothing else';

subtest 'queues' => sub {
    $site->sql("INSERT INTO bot_inbox (update_id, state, received_at) VALUES (1, 'new', UTC_TIMESTAMP(6) - INTERVAL 9 MINUTE), (2, 'failed', UTC_TIMESTAMP(6) - INTERVAL 9 DAY)");
    like agree('an update waits'), qr/Queues 1 updates wait, 0 messages wait 1 updates could not be handled, 0 messages/, 'told, and is no fault';
    $site->sql("INSERT INTO bot_outbox (dedup_key, chat_id, method, payload, priority, not_before, created_at) VALUES "
        . "('a', 1, 'x', '', 1, UTC_TIMESTAMP(6) + INTERVAL 1 DAY, UTC_TIMESTAMP(6) - INTERVAL 1 DAY)");
    agree('a message for tomorrow waits');
    $site->sql("UPDATE bot_outbox SET not_before = UTC_TIMESTAMP(6) - INTERVAL 680 SECOND");
    like agree('a message is late', Queues => 1), qr/the oldest for 11 min\. Is retention deliver running/, 'said with what to do';
    $site->sql('DELETE FROM bot_inbox', 'DELETE FROM bot_outbox');
};

subtest 'an import that was broken off' => sub {
    $site->sql("INSERT INTO import_runs (kind, file_name, file_hash, started_at) VALUES ('contracts', 'half.csv', REPEAT('c', 32), UTC_TIMESTAMP())");
    like agree('half an import', Imports => 1), qr/half\.csv .*was broken off.*--accept-unfinished/, 'said with what to do';
    $site->sql("DELETE FROM import_runs WHERE file_name = 'half.csv'");
};

subtest 'a database that is away' => sub {
    $site->db->stop;
    my $r = $site->get('/health', as => $boss);
    is $r->{status}, 200, 'the page comes from the copy of the session';
    like $r->{content}, qr/class="wrong"><h3>Database/, '  and says so';
    like $r->{content}, qr/<h3>Snapshot<\/h3>\s*<p>\d+ clients/, '  with what can be found out';
    $site->db->start;
};

$site->finish;
done_testing;
