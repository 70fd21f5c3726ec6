// 7442: BCD-to-decimal decoder
//
// Pins:
//    1 Y0   output 0, low for the digit 0
//    2 Y1   output 1, low for the digit 1
//    3 Y2   output 2, low for the digit 2
//    4 Y3   output 3, low for the digit 3
//    5 Y4   output 4, low for the digit 4
//    6 Y5   output 5, low for the digit 5
//    7 Y6   output 6, low for the digit 6
//    8 GND  ground
//    9 Y7   output 7, low for the digit 7
//   10 Y8   output 8, low for the digit 8
//   11 Y9   output 9, low for the digit 9
//   12 A3   digit, weight 8 (data sheet: D)
//   13 A2   digit, weight 4 (data sheet: C)
//   14 A1   digit, weight 2 (data sheet: B)
//   15 A0   digit, weight 1 (data sheet: A)
//   16 VCC  supply
//
// The output that the number A calls is low, the nine others are high; for 10 ... 15 all ten are high.
//
// Source: Texas Instruments, "SN7442A 4-Line BCD to 10-Line Decimal Decoders", data sheet SDLS109

module sn7442 (
  input A0, A1, A2, A3,
  output Y0, Y1, Y2, Y3, Y4, Y5, Y6, Y7, Y8, Y9);

  assign Y0 = ~(~A3 & ~A2 & ~A1 & ~A0);
  assign Y1 = ~(~A3 & ~A2 & ~A1 & A0);
  assign Y2 = ~(~A3 & ~A2 & A1 & ~A0);
  assign Y3 = ~(~A3 & ~A2 & A1 & A0);
  assign Y4 = ~(~A3 & A2 & ~A1 & ~A0);
  assign Y5 = ~(~A3 & A2 & ~A1 & A0);
  assign Y6 = ~(~A3 & A2 & A1 & ~A0);
  assign Y7 = ~(~A3 & A2 & A1 & A0);
  assign Y8 = ~(A3 & ~A2 & ~A1 & ~A0);
  assign Y9 = ~(A3 & ~A2 & ~A1 & A0);
endmodule
