/* SPDX-License-Identifier: Apache-2.0 */
/* placeholder */
#include "picture/decode.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
static cw_ais_json *json; static char *out; static size_t used; static FILE *to;
static void line(void *c, const cw_ais_message *m){ (void)c; if (used + CW_AIS_JSON_ROOM > (1u<<18)) { fwrite(out,1,used,to); used=0;} used += cw_ais_json_line(json, m, out+used);}
static item items[MOST_ITEMS]; static uint64_t sum;
static void only(void *c, const cw_ais_message *m){ (void)c; size_t n=decode(m, items); sum += (uint64_t)items[n-1].value; }
int main(int argc,char**argv){ cw_error err={0}; json=cw_ais_json_create("stdin",true,&err); out=malloc(1u<<18);
 FILE*f=fopen(argv[1],"rb"); static char buf[1<<22]; size_t n=fread(buf,1,sizeof buf,f); fclose(f);
 int rounds=argc>2?atoi(argv[2]):1; to = rounds>1? fopen("/dev/null","wb"):stdout;
 for(int mode=0;mode<(rounds>1?2:1);mode++){ struct timespec a,b; clock_gettime(CLOCK_MONOTONIC,&a);
 cw_ais_reader*r=cw_ais_reader_create(mode?only:line,NULL,&err);
 for(int i=0;i<rounds;i++) cw_ais_reader_feed(r,0,buf,n,&err);
 cw_ais_reader_finish(r); fwrite(out,1,used,to); used=0; fflush(to);
 clock_gettime(CLOCK_MONOTONIC,&b); cw_ais_counts k=cw_ais_reader_counts(r);
 double s=(double)(b.tv_sec-a.tv_sec)+1e-9*(double)(b.tv_nsec-a.tv_nsec); uint64_t sents=0;
 for(int i=0;i<CW_AIS_FATES;i++){ fprintf(stderr,"%s %llu %llu\n",cw_ais_fate_name(i),(unsigned long long)k.pieces[i],(unsigned long long)k.bytes[i]); sents+=k.pieces[i];}
 fprintf(stderr,"%llu messages, %.3f M sentences/s\n",(unsigned long long)k.messages,(double)sents/s*1e-6); cw_ais_reader_destroy(r);}
 return sum==1; }
